"""Who is who."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Let the system checks of accounts be known, and what is done later for a login."""
        import_module("accounts.demo.checks")
        import_module("accounts.organisations.checks")
        for slice_ in ("addresses", "invitations", "passwords"):
            import_module(f"accounts.{slice_}.tasks")
