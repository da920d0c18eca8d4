"""One module for each kind of document, and the choice between them."""
