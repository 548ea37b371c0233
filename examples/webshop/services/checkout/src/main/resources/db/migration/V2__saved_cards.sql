-- Cards of customers who ordered before the move to provider tokens. The number is sealed by the service; the fingerprint
-- finds a card again without opening it.
CREATE TABLE saved_card (
  id                     UUID PRIMARY KEY,
  customer_id            BIGINT NOT NULL REFERENCES customer (id),
  card_number_encrypted  BYTEA NOT NULL,
  card_number_hmac       BYTEA NOT NULL UNIQUE,
  pan_sha256             CHAR(64),
  card_last4             CHAR(4) NOT NULL,
  expiry_month           SMALLINT NOT NULL,
  expiry_year            SMALLINT NOT NULL,
  avs_result             CHAR(1),
  cvc_check_result       VARCHAR(12)
);
