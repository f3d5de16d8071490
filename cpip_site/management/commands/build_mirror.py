from django.core.management.base import BaseCommand, CommandError

from cpip_site.delivery import Delivery, public_paths
from cpip_site.stored_page import StoredPage


class Command(BaseCommand):
    help = "Make every public page and write it into var/mirror, for nginx and for a start without a database."

    def handle(self, *args, **options) -> None:
        from cpip_site.wsgi import application

        delivery = Delivery(application)
        delivery.watch.look()
        if not delivery.watch.mark:
            raise CommandError("The database does not answer: the mirror stays as it is.")
        paths = public_paths(most=None)
        written, broken = 0, []
        # One after the other: a large site does not fit into the cache.
        for number, path in enumerate(paths, 1):
            made = delivery.cache.make_once(path, slowly=True).result()
            written += delivery.write_down([path])
            # A page with a form is made for each reader, and has no copy.
            if not isinstance(made, StoredPage) and not made[0].startswith("200"):
                broken.append(path)
            if number % 20 == 0 or number == len(paths):
                self.stdout.write(f"{number} of {len(paths)} pages")
        self.stdout.write(f"{written} files changed in {delivery.cache.mirror.folder}.")
        if broken:
            raise CommandError(f"These could not be made and stay as they were: {', '.join(sorted(broken))}")
