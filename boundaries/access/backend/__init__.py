"""Django's PostgreSQL with one thing added: each transaction tells the database for whom it speaks."""
