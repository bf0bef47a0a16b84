"""What a dossier is made of on paper and on disk: bag, verifier, pages. Knows no database."""
