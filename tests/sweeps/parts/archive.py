"""A file, and a paper of a task."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ezhen.archive.api import Subject, add_document, store_file

CSV = "批次,数量\n1,2\n".encode()


def add(scene):
    """The workshop's file, which the operator made a paper of."""
    upload = SimpleUploadedFile("批次.csv", CSV)
    file = store_file(upload=upload, by=scene.users["producer"])
    paper = add_document(
        type="方案", subject=Subject("task", "1.1"), file=file, by=scene.users["operator"]
    )
    return {"files/papers/<": {"uuid": paper.uuid}, "files/<": {"uuid": file.uuid}}
