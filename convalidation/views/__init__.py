"""What people ask of the papers, by who asks: team, school, everybody."""
