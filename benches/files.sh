#!/usr/bin/env bash
# A suite of 10,000 files of 2 KB each, four sorts of scenario in turn: wall time, CPU time and peak memory of `idvet check`, first and once more,
# of `idvet list` in both forms, and of a check that finds a mistake in each of the first hundred files. Beside them, where hurlfmt is found on the
# PATH or `HURLFMT` names it, the time that it takes to read as many hurl files of the same size. Fails where a check takes two seconds
# or 250 MB. `IDVET` names a binary in place of a release build. Needs GNU time. Usage: benches/files.sh [FILES]
set -euo pipefail
cd "$(dirname "$0")/.."
files=${1:-10000}
source benches/binary.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/suite/_flows" "$folder/suite/_data" "$folder/shapes" "$folder/hurl"
cp idvet.yaml "$folder/suite/"
cp _flows/reviewed.yaml "$folder/suite/_flows/"
failed=0

# The shapes. What stands between two `@` is another text in each file.
cat >"$folder/shapes/1.yaml" <<'YAML'
# Ticket QA-@NUMBER@: a reviewer of group @GROUP@ looks at what automation has decided, and decides otherwise.
name: Reviewer @NUMBER@ overturns what automation said of @FIRST@ @LAST@
description: The manual result wins over the automatic one, and the partner is told by a webhook.
tags: [manual-review, webhook, group-@GROUP@]
timeout: 2m
vars:
  client: qa-@NUMBER@-${run.id}
  birthday: 19@YEAR@-12-20
steps:
  - name: automation decides for @FIRST@
    create_dummy_token:
      dummyStatus: APPROVED
      clientId: ${client}
      firstName: @FIRST@
      lastName: @LAST@
      country: @COUNTRY@ # the country, and never a boolean
      dateOfBirth: ${birthday}
      documentNumber: 00@NUMBER@ # the zeros stay
    expect:
      status: [200, 201]
      headers: { content-type: { starts_with: application/json } }
      fields:
        message: Dummy token and verification created successfully
        scanRef: { format: uuid, length: { max: 36 } }
        clientId: ${client}
        dateOfBirth: ${birthday}
        documentNumber: { matches: "^00[0-9]+$", ends_with: "@NUMBER@" }
    capture: { ref: $.scanRef }

  - poll_status:
      until: APPROVED
      never: [DENIED, SUSPECTED]
      every: 500ms
      within: 30s

  # The reviewer's two words, of which the first one is enough to deny the session.
  - add_manual_status:
      manualFaceMatchResult: @FACE@
      manualDocumentValidity: DOC_VALIDATED
  - poll_status: { until: DENIED, within: 30s }

  - await_webhook:
      event: IDENTIFICATION_MANUAL_FINISHED
      within: 20s
    expect:
      fields:
        final: true
        scanRef: ${ref}
        status.overall: DENIED
        status.manualFace: @FACE@

  - get_full_status: {}
    id: full
  - assert_fields:
      of: full
      fields:
        manual_face_match_result: @FACE@
        attempt_count: { gte: 1 }
        $.suspection_reasons[*]: { each: { vocabulary: suspicionReason } }
finally:
  - delete: {}
YAML
cat >"$folder/shapes/2.yaml" <<'YAML'
name: "The token of @LAST@, @FIRST@ is echoed (@NUMBER@)"
tags: [token, dummy, group-@GROUP@]
# Names come back in upper case, and all else as it was sent. See also the chapter on tokens of the partner's
# documents; the group @GROUP@ has seen other answers there.
steps:
  - create_dummy_token:
      dummyStatus: @STATUS@
      clientId: "echo-@NUMBER@-${run.id}"
      firstName: @FIRST@
      lastName: @LAST@
      successUrl: https://www.example.com/@NUMBER@/success
      errorUrl: https://www.example.com/@NUMBER@/fail
      locale: en
      showInstructions: true
      expiryTime: 600
      sessionLength: 600
      country: @COUNTRY@
      documents: [PASSPORT, ID_CARD]
      dateOfBirth: 19@YEAR@-12-20
      dateOfExpiry: 2035-12-20
      dateOfIssue: 2020-12-20
      nationality: @COUNTRY@
      personalNumber: @NUMBER@456789
      documentNumber: 00@NUMBER@ # the zeros stay
      sex: M
      address: Main street @GROUP@
      tokenType: IDENTIFICATION
      externalRef: reference @NUMBER@
    expect:
      status: 2xx
      within: 5s
      fields:
        message: Dummy token and verification created successfully
        clientId: echo-@NUMBER@-${run.id}
        firstName: { matches: "^[A-Z]+$" }
        lastName: { type: string, empty: false }
        successUrl: https://www.example.com/@NUMBER@/success
        errorUrl: { format: url, ends_with: /fail }
        locale: en
        showInstructions: true
        expiryTime: { between: [600, 600] }
        sessionLength: 600
        documents: { unordered: [ID_CARD, PASSPORT] }
        dateOfBirth: "19@YEAR@-12-20"
        dateOfExpiry: { after: today }
        dateOfIssue: { before: "${today('-1d')}" }
        personalNumber: "@NUMBER@456789"
        documentNumber: "00@NUMBER@"
        sex: { one_of: [M, F] }
        address: { contains: street, not: { contains: square } }
        tokenType: IDENTIFICATION
        externalRef: reference @NUMBER@
  - poll_status: @STATUS@
  - get_status:
    expect:
      fields: { status: @STATUS@, scanRef: "${session.scanRef}" }
YAML
cat >"$folder/shapes/3.yaml" <<'YAML'
name: Refused values and lists of client @NUMBER@
description: >
  What the API does not take is refused with a message that says which field is meant,
  and the sessions that were made before are listed all the same.
tags: [refusals, listing, slow]
vars:
  client: listed-@NUMBER@-${run.id}
  wanted: @STATUS@
  reference: ${uuid()}
steps:
  # Nothing of this is a session: each of the three is refused before one is made.
  - create_dummy_token: { dummyStatus: { raw: MAYBE-@NUMBER@ }, clientId: "${client}" }
    expect: { status: 400, error: { message: { contains: dummyStatus } } }
  - create_token: { clientId: { omit: true }, firstName: @FIRST@ }
    expect: { status: 4xx }
  - request:
      method: POST
      path: /api/v2/status
      auth: none
      headers: { x-ticket: "QA-@NUMBER@", accept: [application/json, text/plain] }
      json: { scanRef: "${reference}", note: ["${client}", @GROUP@, true, { deep: [1, 2, 3] }] }
    expect: { status: 401 }

  - create_dummy_token:
      dummyStatus: ${wanted}
      clientId: ${client}
      firstName: ${fake.first_name('lt')}
      lastName: @LAST@
    as: first
    capture:
      ref: scanRef
      kind: header.content-type
  - poll_status: ${wanted}
    session: first
  - poll:
      path: /kyc/identifications/
      query: { clientId: "${client}" }
      until: { count: 1 }
      every: 1s
      within: 20s
  - if: { value: "${kind}", contains: json }
    get_status: { scanRef: "${ref}" }
    expect:
      fields:
        status: ${wanted}
        scanRef: { equals: "${first.scanRef}", not: "${reference}" }
  - get_data: { scanRef: "${first.scanRef}" }
    name: the data of ${client}
    continue_on_failure: true
    expect:
      fields:
        scanRef: { all_of: [{ format: uuid }, { length: 36 }] }
        docLastName: { present: true, any_of: [{ empty: true }, { matches: "(?i)@LAST@" }] }
  - wait: 2s
  - delete: { scanRef: "${ref}" }
YAML
cat >"$folder/shapes/4.yaml" <<'YAML'
# The same for three automatic results, and for both words of a reviewer. Whoever reads this in five years: the group @GROUP@
# asked for it, since their customers from @COUNTRY@ were denied once.
name: Shared review @NUMBER@ of @FIRST@ after ${case.automatic}
tags: [flow, cases, group-@GROUP@]
cases:
  - { name: approved, automatic: APPROVED, face: @FACE@ }
  - { name: denied, automatic: DENIED, face: FACE_MATCH, note: "@LAST@ was asked again" }
  - { name: suspected, automatic: SUSPECTED, face: @FACE@, note: none }
vars:
  text: "${case.automatic} and then ${case.face}, number @NUMBER@"
steps:
  - use: _flows/reviewed.yaml
    with: { automatic: "${case.automatic}", face: "${case.face}" }
    name: "@FIRST@ is reviewed: ${text}"
  - get_full_status: {}
    id: full
    snapshot: review-@NUMBER@
  - assert_fields:
      of: full
      fields:
        manual_face_match_result: ${case.face}
        manual_document_validity: { vocabulary: manualDocumentValidity, equals: DOC_VALIDATED }
        attempt_count: { gte: 1, lt: 100 }
  - if: ${case.note}
    create_token:
      clientId: again-@NUMBER@-${run.id}
      firstName: @FIRST@
      lastName: @LAST@
      externalRef: ${case.note}
      callbackUrl: { omit: true }
    as: again
    expect:
      fields:
        externalRef: { present: true }
        authToken: { type: string, length: { min: 20 } }
        expiryTime: { gt: 0, lte: 86400 }
        digitString: { any_of: [{ type: "null" }, { matches: "^[0-9]*$" }] }
  - if: ${case.note}
    get_status: { scanRef: "${again.scanRef}" } # the other one is as it was
    expect: { fields: { status: { vocabulary: overallStatus } } }
  - set: { expected: "${api.overall_status(case.face, 'DOC_VALIDATED')}" }
  - poll_status:
      until: ${expected}
      every: 2s
      backoff: 1.5 # not too often: the API asks its users to be patient
      max_every: 10s
      within: 1m
    if: { value: "${expected}", equals: DENIED }
    expect:
      headers: { content-type: { matches: "^application/(problem\\+)?json" } }
      body: { contains: status, not: { contains: "stack trace" } }
YAML
cat >"$folder/shapes/hurl" <<'HURL'
# Ticket QA-@NUMBER@: a reviewer of group @GROUP@ looks at what automation has decided, and decides otherwise.
POST {{base_url}}/api/v2/token
[BasicAuth]
{{api_key}}: {{api_secret}}
{
  "dummyStatus": "APPROVED",
  "clientId": "qa-@NUMBER@-{{run_id}}",
  "firstName": "@FIRST@",
  "lastName": "@LAST@",
  "country": "@COUNTRY@",
  "dateOfBirth": "19@YEAR@-12-20",
  "documentNumber": "00@NUMBER@"
}
HTTP 201
[Captures]
ref: jsonpath "$.scanRef"
[Asserts]
header "content-type" startsWith "application/json"
jsonpath "$.message" == "Dummy token and verification created successfully"
jsonpath "$.scanRef" matches /^[0-9a-f-]{36}$/
jsonpath "$.clientId" == "qa-@NUMBER@-{{run_id}}"
jsonpath "$.dateOfBirth" == "19@YEAR@-12-20"
jsonpath "$.documentNumber" endsWith "@NUMBER@"

POST {{base_url}}/api/v2/status
[BasicAuth]
{{api_key}}: {{api_secret}}
[Options]
retry: 60
retry-interval: 500ms
{ "scanRef": "{{ref}}" }
HTTP 200
[Asserts]
jsonpath "$.status" == "APPROVED"

# The reviewer's two words, of which the first one is enough to deny the session.
POST {{base_url}}/api/v2/add-dummy-status
[BasicAuth]
{{api_key}}: {{api_secret}}
{ "scanRef": "{{ref}}", "manualFaceMatchResult": "@FACE@", "manualDocumentValidity": "DOC_VALIDATED" }
HTTP 200

POST {{base_url}}/api/v2/full-status
[BasicAuth]
{{api_key}}: {{api_secret}}
[Options]
retry: 60
retry-interval: 500ms
{ "scanRef": "{{ref}}" }
HTTP 200
[Asserts]
jsonpath "$.overall_status" == "DENIED"
jsonpath "$.manual_face_match_result" == "@FACE@"
jsonpath "$.attempt_count" >= 1
jsonpath "$.suspection_reasons" count >= 0

# What was made for the test is taken away again, so that the environment stays as it was before.
POST {{base_url}}/api/v2/delete
[BasicAuth]
{{api_key}}: {{api_secret}}
{ "scanRef": "{{ref}}" }
HTTP 200
HURL

lay() { # folder, ending, shapes: a hundred files in each folder below
  local below=$1 ending=$2
  shift 2
  seq -f "$below/%g" 100 "$((files / 100 + 100))" | xargs mkdir -p
  awk -v below="$below" -v ending="$ending" -v files="$files" '
    BEGIN {
      split("Anna Tomas Elzbieta Jonas Marta Olga Pekka", first); split("Kovac Petraitis Smith Nowak Tamm Weber Rossi Novak Berzins Kask Moreau", last)
      split("LT LV EE PL DE FR ES GB NO", country); split("APPROVED DENIED SUSPECTED", status); split("FACE_MISMATCH NO_FACE_FOUND FAKE_FACE", face)
    }
    FNR == 1 { shapes++ }
    { shape[shapes] = shape[shapes] $0 "\n" }
    END {
      for (number = 1; number <= files; number++) {
        text = shape[number % shapes + 1]
        gsub(/@NUMBER@/, 10000 + number, text); gsub(/@GROUP@/, number % 37 + 1, text); gsub(/@YEAR@/, 50 + number % 49, text)
        gsub(/@FIRST@/, first[number % 7 + 1], text); gsub(/@LAST@/, last[number % 11 + 1], text); gsub(/@COUNTRY@/, country[number % 9 + 1], text)
        gsub(/@STATUS@/, status[number % 3 + 1], text); gsub(/@FACE@/, face[number % 3 + 1], text)
        file = below "/" int((number - 1) / 100) + 100 "/" 10000 + number ending
        printf "%s", text >file; close(file)
      }
    }' "$@"
}

measure() { # what, command...: one line; $seconds, $cpu and $kilobytes are left for a judgement
  local what=$1
  shift
  /usr/bin/time -o "$folder/figures" -f '%e %U %S %M' "$@" >"$folder/out" 2>"$folder/err" || true
  read -r seconds cpu kilobytes < <(tail -n 1 "$folder/figures" | awk '{ print $1, $2 + $3, $4 }')
  printf '%-44s %6s s wall %6s s CPU %5d MB  %s\n' "$what" "$seconds" "$cpu" "$((kilobytes / 1000))" "$(grep -m 1 ' checked: ' "$folder/err" || true)"
}

bounded() { # a check that may take two seconds and 250 MB
  measure "$@"
  if ! awk "BEGIN { exit !($seconds < 2 && $kilobytes < 250000) }"; then
    echo '  FAILED: two seconds or 250 MB'
    failed=1
  fi
}

lay "$folder/suite/scenarios" .yaml "$folder"/shapes/*.yaml
cd "$folder/suite"
echo "$files files of $(($(find scenarios -name '*.yaml' -exec cat {} + | wc -c) / files)) bytes"
bounded 'check' "$idvet" check
if ! grep -q 'no errors, no warnings' "$folder/err"; then
  head -n 40 "$folder/out"
  echo '  FAILED: the files are not sound'
  failed=1
fi
first=$cpu
bounded 'check, once more' "$idvet" check
measure 'list' "$idvet" list
measure 'list --format json' "$idvet" list --format json
find scenarios -name '*.yaml' | sort | sed -n 1,100p | xargs sed -i 's/^\( *\)- poll_status:/\1- pol_status:/'
bounded 'check, the first hundred files with mistakes' "$idvet" check

hurlfmt=${HURLFMT:-$(command -v hurlfmt || true)}
if [ -n "$hurlfmt" ]; then
  lay "$folder/hurl" .hurl "$folder/shapes/hurl"
  find "$folder/hurl" -name '*.hurl' | sort >"$folder/names"
  # As one command: the names are well below what a command line may have.
  measure 'hurlfmt --check' xargs -a "$folder/names" -n "$files" "$hurlfmt" --check
  awk "BEGIN { printf \"check takes %.2f of the CPU time of hurlfmt\\n\", $first / $cpu }"
fi
exit $failed
