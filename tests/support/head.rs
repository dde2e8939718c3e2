//! The two scenarios at the head of the language's description, as printed.

/// Two steps, no boilerplate.
pub(crate) const SMALLEST: &str = "name: An approved dummy session reads back as approved
steps:
  - create_dummy_token: { dummyStatus: APPROVED }
  - poll_status: APPROVED
";

/// Most of the language.
pub(crate) const LARGER: &str = "# yaml-language-server: $schema=../schema/scenario.schema.json
name: A reviewer overturns an automatic approval
description: The manual result wins over the automatic one, and the partner is told by webhook.
tags: [manual-review, webhook, smoke]
timeout: 2m
vars:
  client: qa-${run.id}-${scenario.slug}
matrix:
  face: [FACE_MISMATCH, NO_FACE_FOUND, FAKE_FACE]
  document: [DOC_VALIDATED]
steps:
  - name: automation approves
    create_dummy_token:
      dummyStatus: APPROVED
      clientId: ${client}
      firstName: Zoë
      country: NO              # the country, not a boolean
      documentNumber: 00123456 # the zeros stay
    expect:
      status: [200, 201]
      fields:
        message: Dummy token and verification created successfully
        scanRef: { format: uuid, length: { max: 36 } }
        firstName: ZOË
    capture:
      ref: $.scanRef

  - poll_status:
      until: APPROVED
      never: [DENIED, SUSPECTED]
      every: 500ms
      within: 30s

  - add_manual_status:
      manualFaceMatchResult: ${matrix.face}
      manualDocumentValidity: ${matrix.document}

  - poll_status: { until: DENIED, within: 30s }

  - await_webhook:
      event: IDENTIFICATION_MANUAL_FINISHED
      within: 20s
    expect:
      fields:
        final: true
        status.overall: DENIED
        status.manualFace: ${matrix.face}
    snapshot: true

  - get_full_status: {}
    id: full
  - assert_fields:
      of: full
      fields:
        manual_face_match_result: ${matrix.face}
        attempt_count: { gte: 1 }
        $.suspection_reasons[*]: { each: { vocabulary: suspicionReason } }
finally:
  - delete: {}
";
