CREATE TABLE customer (
  id            BIGSERIAL PRIMARY KEY,
  email         VARCHAR(254) NOT NULL UNIQUE,
  display_name  VARCHAR(120) NOT NULL,
  created_at    TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE shop_order (
  id                    BIGSERIAL PRIMARY KEY,
  customer_id           BIGINT REFERENCES customer (id),
  payment_amount        NUMERIC(12, 2) NOT NULL,
  currency              CHAR(3) NOT NULL,
  payment_method_token  VARCHAR(64),
  status                VARCHAR(20) NOT NULL DEFAULT 'new'
);

CREATE INDEX shop_order_customer ON shop_order (customer_id);
