"""Pages of the teaching. A view asks: scoped fetch, permission, form, service, message, redirect."""
