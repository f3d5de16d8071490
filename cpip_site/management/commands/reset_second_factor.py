from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cpip_site.recovery import reset


class Command(BaseCommand):
    help = "Take the second factor off an account and end its sessions. The next sign-in sets up a new one."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")

    def handle(self, *args, **options) -> None:
        users = get_user_model().objects
        try:
            user = users.get_by_natural_key(options["username"])
        except users.model.DoesNotExist:
            raise CommandError(f"There is no account named {options['username']!r}.") from None
        if reset(user):
            self.stdout.write(f"The second factor of {user.get_username()} is off, and their sessions have ended.")
        else:
            self.stdout.write(f"{user.get_username()} had no second factor. Their sessions have ended.")
        self.stdout.write("Their next sign-in asks for the password and then sets up a new second factor.")
