"""How the register is narrowed down."""

from typing import Any

from incidents.desk.forms import QueueForm


class RegisterForm(QueueForm):
    """As the desk, but for what one handles oneself."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        del self.fields["mine"]
