"""The officials' desk in the browser: from a Word file or an Excel list to a signed release."""
