"""What each type of KalturaSchemaType is for, by its constant's name, in our own words; one that is
not here has that name alone."""

TITLES = {
    "BULK_UPLOAD_XML": "Bulk upload",
    "BULK_UPLOAD_RESULT_XML": "Bulk upload result",
    "INGEST_API": "Cue points, taken in",
    "SERVE_API": "Cue points, given out",
    "DROP_FOLDER_XML": "Drop folder",
    "SYNDICATION": "Syndication (MRSS)",
}
ABOUT = {
    "BULK_UPLOAD_XML": "The file for bulkUpload.add and media.bulkUploadAdd: many entries at once.",
    "BULK_UPLOAD_RESULT_XML": "What became of each item of a bulk upload.",
    "INGEST_API": "The file for cuePoint.addFromBulk.",
    "SERVE_API": "The file that cuePoint.serveBulk answers with.",
    "DROP_FOLDER_XML": "The file that a drop folder of type XML reads, with its media beside it.",
    "SYNDICATION": "An entry as MRSS: what feeds, distribution and notifications start from.",
}
