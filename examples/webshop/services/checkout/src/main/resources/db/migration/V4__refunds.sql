CREATE TABLE refund (
  id              UUID PRIMARY KEY,
  order_id        BIGINT NOT NULL REFERENCES shop_order (id),
  refund_amount   DOUBLE PRECISION NOT NULL,
  currency        CHAR(3) NOT NULL,
  provider_ref    VARCHAR(64) NOT NULL,
  refunded_at     TIMESTAMPTZ NOT NULL DEFAULT now()
);
