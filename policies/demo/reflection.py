"""What somebody in the demo wrote for herself."""

from accounts.demo.cast import RELIEF
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.reflection.actions import write_note
from policies.reflection.queries import prompts_for

TEXT = "I said yes to Hana again though I was tired. I was afraid that she would be sad. Ask Elif how she does it."


def reflect_in_the_demo() -> None:
    """Amira has answered a question to think about, and finds her note there."""
    amira = StaffMember.objects.select_related("organisation__data_key").get(user__email=f"amira@{RELIEF.domain}")
    with speaking_for(amira):
        write_note(actor=amira, text=TEXT, prompt=prompts_for(amira)[5][1])
