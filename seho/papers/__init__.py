"""How a paper is made: its content, letterhead, PDF engine, QR and verification code, numbering."""
