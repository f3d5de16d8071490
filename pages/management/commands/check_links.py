import sys

from django.core.management.base import BaseCommand, CommandError

from contacts.progress import Progress
from pages import link_check
from pages.external_links import ExternalLink


class Command(BaseCommand):
    help = "Ask every other site that we link to whether the page is still there. See Reports, Links to other sites."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--limit", type=int, help="check at most so many, those checked longest ago first")
        parser.add_argument("--delay", type=float, default=1, help="seconds before a site is asked again (default 1)")

    def handle(self, *args, **options) -> None:
        if (options["limit"] is not None and options["limit"] < 1) or options["delay"] < 0:
            raise CommandError("--limit is a number from 1 on; --delay is not below 0.")
        count = link_check.find_links()
        links = list(ExternalLink.longest_unchecked(options["limit"]))
        self.stdout.write(f"{count} links to other sites; checking {len(links)}.")
        this = link_check.Round(delay=options["delay"])
        this.run(links, Progress("Checking", sys.stderr))
        if links and not this.answered:
            raise CommandError("No site answered at all: this machine seems cut off. Every earlier result is kept.")
        self.say(this.counts)
        if this.left_alone:
            self.stdout.write(f"  {this.left_alone:>5}  kept as they were: the network went away before they answered")

    def say(self, counts: dict[str, int]) -> None:
        labels = dict(ExternalLink.Result.choices)
        for result in ("works", "moved", "unsure", "broken"):
            self.stdout.write(f"  {counts.get(result, 0):>5}  {labels[result]}")
        for link in ExternalLink.objects.filter(result="broken").prefetch_related("places"):
            self.stdout.write(f"{link.address}\n    {link.cause}\n    {link.places_in_words}")
