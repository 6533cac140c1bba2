"""What goes wrong before there is a product to say so: one clear sentence for the person at the terminal."""


class Trouble(Exception):
    """The product cannot start, or cannot go on; the message is one sentence and says what to do."""
