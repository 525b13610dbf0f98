"""Pages of the pupil's file. A view asks: scoped fetch, permission, form, service, message, redirect."""
