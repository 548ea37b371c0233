CREATE TABLE payout (
  id            UUID PRIMARY KEY,
  seller_id     UUID NOT NULL REFERENCES seller (id) ON DELETE RESTRICT,
  payout_amount NUMERIC(14, 2) NOT NULL,
  currency      CHAR(3) NOT NULL,
  payee_name    VARCHAR(140) NOT NULL,
  payee_iban    VARCHAR(34) NOT NULL,
  status        VARCHAR(20) NOT NULL DEFAULT 'waiting'
);

CREATE TABLE payee_address (
  payout_id   UUID PRIMARY KEY REFERENCES payout (id) ON DELETE RESTRICT,
  street      VARCHAR(70) NOT NULL,
  building    VARCHAR(16),
  post_code   VARCHAR(16) NOT NULL,
  town_name   VARCHAR(35) NOT NULL,
  country     CHAR(2) NOT NULL
);
