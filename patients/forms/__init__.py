"""Forms of the pupil's file: they check the shape of what was typed and never save."""
