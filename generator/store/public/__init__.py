"""The SQLite file that anyone can download: its tables, its views, its figures."""
