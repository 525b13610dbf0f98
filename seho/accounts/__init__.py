"""Who acts: people, their roles in their units, what they may do, and what they did."""
