from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cpip_site.delivery import mirror
from cpip_site.deploy import nginx
from cpip_site.page_cache import ALL_NUMBERS


class Command(BaseCommand):
    help = "Print nginx's configuration for this site. Run build_mirror first: the copies' headers stand in it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--certificate", required=True, help="the certificate's file, with its chain")
        parser.add_argument("--key", required=True, help="the file of its private key")
        parser.add_argument("--application", action="append", help="host:port of gunicorn; may be given several times")
        parser.add_argument("--log", default="/var/log/nginx", help="the folder of the logs")
        parser.add_argument("--http", default="80", help="the port that sends everybody on to https")
        parser.add_argument("--https", default="443", help="the port of the site")

    def handle(self, *args, **options) -> None:
        if not settings.OVER_TLS:
            raise CommandError(
                "BASE_URL: nginx serves the site over TLS. For example: BASE_URL=https://www.example.scot"
            )
        if mirror().read(ALL_NUMBERS) is None:
            raise CommandError("There are no copies of the pages yet: run manage.py build_mirror first.")
        applications = options["application"] or [f"127.0.0.1:{settings.PORT}"]
        given = {name: options[name] for name in ("certificate", "key", "log", "http", "https")}
        self.stdout.write(nginx.configuration(servers=nginx.servers(applications), **given))
