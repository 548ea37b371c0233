CREATE TABLE seller (
  id             UUID PRIMARY KEY,
  trading_name   VARCHAR(140) NOT NULL,
  email          VARCHAR(254) NOT NULL,
  payout_iban    VARCHAR(34),
  customer_risk_rating VARCHAR(10) NOT NULL DEFAULT 'standard',
  created_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
  closed_at      TIMESTAMPTZ
);

CREATE TABLE beneficial_owner (
  id                    UUID PRIMARY KEY,
  seller_id             UUID NOT NULL REFERENCES seller (id) ON DELETE CASCADE,
  beneficial_owner_name VARCHAR(140) NOT NULL,
  birth_date            DATE NOT NULL,
  pep_status            VARCHAR(10) NOT NULL DEFAULT 'unknown',
  ownership_percentage  NUMERIC(5, 2) NOT NULL
);

CREATE TABLE sanctions_screening_result (
  id           UUID PRIMARY KEY,
  seller_id    UUID NOT NULL REFERENCES seller (id) ON DELETE RESTRICT,
  list_version VARCHAR(40) NOT NULL,
  screening_result VARCHAR(10) NOT NULL,
  screened_at  TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE seller_login (
  id             UUID PRIMARY KEY REFERENCES seller (id),
  email          VARCHAR(254) NOT NULL UNIQUE,
  password_hash  VARCHAR(120) NOT NULL
);

CREATE TABLE desk_login (
  name           VARCHAR(60) PRIMARY KEY,
  password_hash  CHAR(64) NOT NULL
);

CREATE TABLE session (
  token_hash  CHAR(64) PRIMARY KEY,
  owner       VARCHAR(64) NOT NULL,
  last_used   TIMESTAMPTZ NOT NULL DEFAULT now()
);
