#!/usr/bin/env bash
# Install the suite in an empty database, or upgrade it to the image's code. Safe to run again.
set -euo pipefail
modules=gov_base,gov_window,gov_approval,gov_issuance,gov_evaluation
exec /entrypoint.sh odoo -d gov -i "$modules" -u "$modules" --load-language=zh_CN --stop-after-init --no-http --workers=0
