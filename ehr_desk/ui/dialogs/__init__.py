"""The few layers that may stand over a page: sign, hand out, give a reason, palette, keys; and the two first pages."""
