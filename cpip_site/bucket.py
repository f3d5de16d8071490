"""Media in an S3-compatible bucket that only the site knows: readers get every file from the site, under /media/.

Imported only where MEDIA_STORAGE names a bucket, because boto3 takes some 23 MB of every process.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# The bucket's name stands in the path, and checksums are sent only where S3 asks for them: every S3-compatible server
# takes both. boto3 would wait for minutes.
CLIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 2, "mode": "standard"},
)


class Bucket(S3Storage):
    """Files without an ACL, so private. `MEDIA_STORAGE` says where and by which key: `Environment.media`."""

    # What is raised while the bucket cannot be asked.
    AWAY = (BotoCoreError, ClientError, OSError)

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "client_config": CLIENT,
            "transfer_config": TransferConfig(use_threads=False),
            "default_acl": None,
            "file_overwrite": False,
            "max_memory_size": 1024 * 1024,  # larger ones pass through a temporary file
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The site's own address of a file: /media/<name>."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def get_modified_time(self, name: str) -> datetime:
        """When the file was written. FileNotFoundError when it is not there, as every other storage says it."""
        try:
            changed: datetime = super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            raise
        return changed
