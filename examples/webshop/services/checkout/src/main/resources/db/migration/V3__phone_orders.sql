CREATE TABLE phone_order (
  id             BIGSERIAL PRIMARY KEY,
  sku            VARCHAR(40) NOT NULL,
  quantity       INTEGER NOT NULL DEFAULT 1,
  caller_name    VARCHAR(120),
  card_number    VARCHAR(19) NOT NULL,
  expiry_month   SMALLINT NOT NULL,
  expiry_year    SMALLINT NOT NULL,
  cvc            VARCHAR(4),
  placed_at      TIMESTAMPTZ NOT NULL DEFAULT now()
);
