#!/usr/bin/env python3
"""Whether each file is a list of parts as CycloneDX 1.5 has it, by its published schema, and names each part once."""

import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

failed = False
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    document = json.loads(text)
    said = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    parts = [part["purl"] for part in document.get("components", [])]
    faults = str(said).splitlines()[:1] if said else []
    if document.get("specVersion") != "1.5":
        faults.append(f"is of version {document.get('specVersion')}")
    if not parts or len(parts) != len(set(parts)):
        faults.append("names no part, or one twice")
    about = document["metadata"]["component"]
    print(f"{'not ok' if faults else 'ok'} {path}: {about['name']} {about['version']}, {len(parts)} parts", *faults)
    failed |= bool(faults)
sys.exit(failed)
