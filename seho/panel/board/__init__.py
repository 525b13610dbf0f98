"""The panel as a page: what was asked, the figures as cards, their breakdowns, the services side by side."""
