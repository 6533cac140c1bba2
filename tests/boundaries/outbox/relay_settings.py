"""The product's settings, with handlers of the tests' own: for a relay in a process of its own."""

import boundaries.settings as product

globals().update({name: value for name, value in vars(product).items() if name.isupper()})
REACTION_MODULES = [*product.REACTION_MODULES, "tests.boundaries.outbox.relayed"]
ADDRESS_BOOK = "tests.boundaries.notices.people.address_of"
