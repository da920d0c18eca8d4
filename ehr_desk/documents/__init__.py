"""Paper: PDF documents made from what was signed, signatures on them, and proving them.

Import what is needed from the modules themselves; reportlab, HarfBuzz and pyHanko are loaded only when a paper is made
or verified.
"""
