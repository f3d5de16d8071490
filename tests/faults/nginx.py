"""nginx before the site, as a process that a test may stop, reload and start again."""

import os
import signal
from pathlib import Path

from tests.doors.tls import make_certificate
from tests.faults.servers import Application, Process, children, free_port, wait_until


class Nginx(Process):
    """nginx with the site's own configuration, on free ports and with a certificate made on the spot."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.http, self.https = folder, free_port(), free_port()
        self.base_url = f"https://localhost:{self.https}"
        self.certificate = make_certificate(folder)
        main = folder / "nginx.conf"
        main.write_text(
            f"include /etc/nginx/modules-enabled/*.conf;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
            f"daemon off;\nworker_processes 2;\n{'user root;' if os.getuid() == 0 else ''}\n"
            "events { worker_connections 2048; }\n"
            f"http {{ include /etc/nginx/mime.types; include {folder}/site.conf; }}\n"
        )
        super().__init__(self.https, folder / "nginx.log", ["nginx", "-c", str(main)])

    def configure(self, application: Application, *others: Application) -> None:
        ports = [
            argument for each in (application, *others) for argument in ("--application", f"127.0.0.1:{each.port}")
        ]
        files = ["--certificate", str(self.certificate), "--key", str(self.certificate), "--log", str(self.folder)]
        written = application.manage(
            "nginx_config", *ports, *files, "--http", str(self.http), "--https", str(self.https)
        )
        (self.folder / "site.conf").write_text(written)

    def reload(self) -> None:
        """Returns when the old workers are gone."""
        before = set(children(self.process.pid))
        self.process.send_signal(signal.SIGHUP)
        wait_until(lambda: not before & set(children(self.process.pid)), "nginx has new workers")
