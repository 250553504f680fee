"""Lists of officials: read, settled, remembered; and the ledger."""
