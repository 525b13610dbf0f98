"""The figures of supervision: what each one means, computed from every room below, for some services and some days.

One module for each group of figures, with two names: `INDICATORS`, what they mean, and `figures(asked)`, what they are.
"""
