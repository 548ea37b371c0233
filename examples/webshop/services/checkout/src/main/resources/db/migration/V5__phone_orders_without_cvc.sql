-- The desk authorises while the caller is on the line, nothing needs the code afterwards.
ALTER TABLE phone_order DROP COLUMN cvc;
