CREATE SCHEMA public;

COMMENT ON SCHEMA public IS 'standard public schema';

CREATE FUNCTION public.account_is_open() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  if exists (select from closures where account_id = new.account_id) then
    raise exception 'the account % is deleted', new.account_id;
  end if;
  return null;
end $$;

CREATE FUNCTION public.append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  raise exception '% is append only', tg_table_name;
end $$;

CREATE FUNCTION public.audit_joins_chain() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  perform join_audit_chain(new);
  return null;
end $$;

CREATE FUNCTION public.count_coupon_claim() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
  most integer;
begin
  if tg_op = 'INSERT' then
    update coupons set taken = taken + 1 where id = new.coupon_id returning per_customer into most;
    if (
      select count(*) from coupon_claims
      where coupon_id = new.coupon_id and account_id = new.account_id and state <> 'released'
    ) > most then
      raise exception 'coupon % is used up for account %', new.coupon_id, new.account_id using errcode = 'check_violation';
    end if;
  elsif old.state <> 'released' and new.state = 'released' then
    update coupons set taken = taken - 1 where id = new.coupon_id;
  elsif old.state = 'released' and new.state <> 'released' then
    raise exception 'a released use of coupon % cannot be taken back', new.coupon_id using errcode = 'check_violation';
  end if;
  return null;
end $$;

CREATE FUNCTION public.entry_goes_into_one_payout() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  if old.payout_id is not null or new.payout_id is null or (old.commission_id, old.number, old.kind, old.amount, old.created_at)
    is distinct from (new.commission_id, new.number, new.kind, new.amount, new.created_at) then
    raise exception 'a commission entry can only go into one payout';
  end if;
  return new;
end $$;

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

CREATE FUNCTION public.join_audit_chain(entry public.audit) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
  last audit_chain;
begin
  perform pg_advisory_xact_lock(hashtext('turnpike audit chain'));
  select * into last from audit_chain order by position desc limit 1;
  -- jsonb writes itself in one way on every version; src/ops/audit-chain-queries.ts has the same words.
  insert into audit_chain values (
    coalesce(last.position, 0) + 1,
    entry.id,
    sha256(coalesce(last.hash, ''::bytea) || convert_to(jsonb_build_array(
      coalesce(last.position, 0) + 1, entry.id, (extract(epoch from entry.at) * 1000000)::bigint,
      entry.actor, entry.action, entry.subject, entry.detail
    )::text, 'UTF8'))
  );
end $$;

CREATE FUNCTION public.ledger_must_balance() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  if exists (
    select from ledger_entries where transaction_id = new.transaction_id group by currency having sum(amount) <> 0
  ) then
    raise exception 'ledger transaction % does not sum to zero', new.transaction_id;
  end if;
  return null;
end $$;

CREATE FUNCTION public.paid_entry_adds_up() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  perform payout_is_its_entries(new.payout_id);
  return null;
end $$;

CREATE FUNCTION public.payout_adds_up() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  perform payout_is_its_entries(new.id);
  return null;
end $$;

CREATE FUNCTION public.payout_is_its_entries(payout text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
  wrong record;
begin
  select p.amount, coalesce(sum(e.amount), 0) as entries into wrong
  from payouts p left join commission_entries e on e.payout_id = p.id where p.id = payout
  group by p.id having p.amount <> coalesce(sum(e.amount), 0);
  if found then
    raise exception 'payout % pays % and its entries add up to %', payout, wrong.amount, wrong.entries;
  end if;
end $$;

CREATE FUNCTION public.payout_is_paid_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  if (old.paid_at is not null and (old.paid_at, old.reference) is distinct from (new.paid_at, new.reference))
    or (old.id, old.run_id, old.affiliate_id, old.currency, old.amount, old.created_at)
    is distinct from (new.id, new.run_id, new.affiliate_id, new.currency, new.amount, new.created_at) then
    raise exception 'a payout can only be marked as paid, once';
  end if;
  return new;
end $$;

CREATE FUNCTION public.voucher_is_redeemed_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
  if old.redeemed_by is not null or new.redeemed_by is null
    or (old.id, old.batch_id, old.code_hash) is distinct from (new.id, new.batch_id, new.code_hash) then
    raise exception 'a voucher can only be redeemed, once';
  end if;
  return new;
end $$;

CREATE TABLE public.access (
    account_id text NOT NULL,
    plan_id text,
    paid_until timestamp with time zone,
    granted_until timestamp with time zone,
    standing text NOT NULL,
    disputed boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT access_standing_check CHECK ((standing = ANY (ARRAY['none'::text, 'renewing'::text, 'failing'::text, 'ending'::text])))
);

CREATE TABLE public.accounts (
    id text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,
    role text DEFAULT 'customer'::text NOT NULL,
    email_verified_at timestamp with time zone,
    banned_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    logged_in_at timestamp with time zone,
    number_hash bytea,
    device_epoch integer DEFAULT 0 NOT NULL,
    CONSTRAINT accounts_check CHECK (((number_hash IS NOT NULL) = (email_key = (id || '@anonymous.invalid'::text)))),
    CONSTRAINT accounts_check1 CHECK (((email_key !~~ '%@anonymous.invalid'::text) OR (number_hash IS NOT NULL))),
    CONSTRAINT accounts_check2 CHECK (((number_hash IS NULL) OR (role = 'customer'::text))),
    CONSTRAINT accounts_device_epoch_check CHECK ((device_epoch >= 0)),
    CONSTRAINT accounts_email_check CHECK ((length(email) <= 254)),
    CONSTRAINT accounts_email_key_check CHECK ((email_key = lower(email_key))),
    CONSTRAINT accounts_id_check CHECK ((id ~ '^acct_[a-z0-9]{20}$'::text)),
    CONSTRAINT accounts_number_hash_check CHECK ((length(number_hash) = 32)),
    CONSTRAINT accounts_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text)),
    CONSTRAINT accounts_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'support'::text, 'customer'::text])))
);

CREATE TABLE public.addresses (
    protocol text NOT NULL,
    host integer NOT NULL,
    device_id text,
    freed_at timestamp with time zone,
    CONSTRAINT addresses_check CHECK (((device_id IS NULL) <> (freed_at IS NULL))),
    CONSTRAINT addresses_host_check CHECK ((host >= 2))
);

CREATE TABLE public.affiliates (
    account_id text NOT NULL,
    code text NOT NULL,
    state text NOT NULL,
    payout_details text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT affiliates_code_check CHECK ((code ~ '^[a-z0-9]{10}$'::text)),
    CONSTRAINT affiliates_payout_details_check CHECK ((length(payout_details) <= 200)),
    CONSTRAINT affiliates_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text])))
);

CREATE TABLE public.alerts (
    id bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    since timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    acknowledged_by text,
    told_at timestamp with time zone,
    CONSTRAINT alerts_acknowledged_is_resolved CHECK (((acknowledged_by IS NULL) OR (resolved_at IS NOT NULL)))
);

ALTER TABLE public.alerts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.alerts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.api_keys (
    id text NOT NULL,
    account_id text NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_on date,
    revoked_at timestamp with time zone,
    CONSTRAINT api_keys_check CHECK (((expires_at > created_at) AND (expires_at <= (created_at + '366 days'::interval)))),
    CONSTRAINT api_keys_id_check CHECK ((id ~ '^key_[a-z0-9]{20}$'::text)),
    CONSTRAINT api_keys_key_hash_check CHECK ((length(key_hash) = 32)),
    CONSTRAINT api_keys_name_check CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$'::text)),
    CONSTRAINT api_keys_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'support'::text, 'customer'::text]))),
    CONSTRAINT api_keys_scopes_check CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['account:read'::text, 'devices:read'::text, 'devices:write'::text, 'billing:read'::text, 'staff:read'::text])))
);

CREATE TABLE public.arrivals (
    account_id text NOT NULL,
    code text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT arrivals_code_check CHECK ((code ~ '^[a-z0-9]{10}$'::text))
);

CREATE TABLE public.attributions (
    account_id text NOT NULL,
    affiliate_id text,
    at timestamp with time zone NOT NULL,
    CONSTRAINT attributions_check CHECK ((account_id <> affiliate_id))
);

CREATE TABLE public.audit_anchor_files (
    place text NOT NULL,
    "position" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT audit_anchor_files_position_check CHECK (("position" > 0))
);

CREATE TABLE public.audit_chain (
    "position" bigint NOT NULL,
    audit_id bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_chain_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT audit_chain_position_check CHECK (("position" > 0))
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.canned_answers (
    id text NOT NULL,
    name text NOT NULL,
    body text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT canned_answers_body_check CHECK (((char_length(body) >= 1) AND (char_length(body) <= 10000))),
    CONSTRAINT canned_answers_id_check CHECK ((id ~ '^ans_[a-z0-9]{20}$'::text)),
    CONSTRAINT canned_answers_name_check CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 60)) AND (name !~ '[\n\r]'::text)))
);

CREATE TABLE public.certificates (
    serial numeric(50,0) NOT NULL,
    device_id text NOT NULL,
    certificate text NOT NULL,
    not_after timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE TABLE public.checkouts (
    id text NOT NULL,
    account_id text NOT NULL,
    lookup_key text NOT NULL,
    trial_days integer DEFAULT 0 NOT NULL,
    stripe_session_id text,
    url text,
    state text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    price_id text,
    coupon_id text,
    needs_card boolean DEFAULT true NOT NULL,
    CONSTRAINT checkouts_state_check CHECK ((state = ANY (ARRAY['starting'::text, 'open'::text, 'processing'::text, 'complete'::text, 'failed'::text, 'expired'::text])))
);

CREATE TABLE public.closures (
    account_id text NOT NULL,
    email text,
    actor text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT closures_check CHECK (((email IS NULL) = (closed_at IS NOT NULL))),
    CONSTRAINT closures_email_check CHECK ((length(email) <= 254))
);

CREATE TABLE public.commission_entries (
    commission_id text NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    amount bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    payout_id text,
    CONSTRAINT commission_entries_amount_check CHECK ((amount <> 0)),
    CONSTRAINT commission_entries_check CHECK (((kind = 'accrual'::text) = (number = 1))),
    CONSTRAINT commission_entries_check1 CHECK (((kind = 'reversal'::text) = (amount < 0))),
    CONSTRAINT commission_entries_kind_check CHECK ((kind = ANY (ARRAY['accrual'::text, 'reversal'::text, 'restoral'::text]))),
    CONSTRAINT commission_entries_number_check CHECK ((number > 0))
);

CREATE TABLE public.commissions (
    id text NOT NULL,
    payment_id text NOT NULL,
    affiliate_id text NOT NULL,
    base bigint NOT NULL,
    rate_bp integer NOT NULL,
    currency text NOT NULL,
    hold_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT commissions_base_check CHECK ((base >= 0)),
    CONSTRAINT commissions_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT commissions_id_check CHECK ((id ~ '^com_[a-z0-9]{20}$'::text)),
    CONSTRAINT commissions_rate_bp_check CHECK (((rate_bp >= 0) AND (rate_bp <= 10000)))
);

CREATE TABLE public.coupon_claims (
    checkout_id text NOT NULL,
    coupon_id text NOT NULL,
    account_id text NOT NULL,
    state text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT coupon_claims_check CHECK (((state = 'held'::text) = (settled_at IS NULL))),
    CONSTRAINT coupon_claims_state_check CHECK ((state = ANY (ARRAY['held'::text, 'used'::text, 'released'::text])))
);

CREATE TABLE public.coupons (
    id text NOT NULL,
    code text NOT NULL,
    percent_off smallint,
    amount_off bigint,
    currency text,
    duration text NOT NULL,
    months smallint,
    max_redemptions integer,
    per_customer integer DEFAULT 1 NOT NULL,
    expires_at timestamp with time zone,
    plans text[],
    active boolean DEFAULT true NOT NULL,
    taken integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT coupons_amount_off_check CHECK ((amount_off > 0)),
    CONSTRAINT coupons_check CHECK (((percent_off IS NULL) <> (amount_off IS NULL))),
    CONSTRAINT coupons_check1 CHECK (((amount_off IS NULL) = (currency IS NULL))),
    CONSTRAINT coupons_check2 CHECK (((duration = 'repeating'::text) = (months IS NOT NULL))),
    CONSTRAINT coupons_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'::text)),
    CONSTRAINT coupons_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT coupons_duration_check CHECK ((duration = ANY (ARRAY['once'::text, 'repeating'::text, 'forever'::text]))),
    CONSTRAINT coupons_id_check CHECK ((id ~ '^cpn_[a-z0-9]{20}$'::text)),
    CONSTRAINT coupons_limit CHECK ((taken <= max_redemptions)),
    CONSTRAINT coupons_max_redemptions_check CHECK ((max_redemptions > 0)),
    CONSTRAINT coupons_months_check CHECK (((months >= 1) AND (months <= 36))),
    CONSTRAINT coupons_per_customer_check CHECK ((per_customer > 0)),
    CONSTRAINT coupons_percent_off_check CHECK (((percent_off >= 1) AND (percent_off <= 100))),
    CONSTRAINT coupons_plans_check CHECK ((cardinality(plans) > 0)),
    CONSTRAINT coupons_taken_check CHECK ((taken >= 0))
);

CREATE TABLE public.device_reports (
    device_id text NOT NULL,
    node_id text NOT NULL,
    last_seen timestamp with time zone,
    received bigint NOT NULL,
    sent bigint NOT NULL,
    reported_at timestamp with time zone NOT NULL
);

CREATE TABLE public.devices (
    id text NOT NULL,
    account_id text NOT NULL,
    name text NOT NULL,
    protocol text NOT NULL,
    public_key text,
    preshared_key_sealed text,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT devices_check CHECK (((public_key IS NULL) = (preshared_key_sealed IS NULL))),
    CONSTRAINT devices_id_check CHECK ((id ~ '^dev_[a-z0-9]{20}$'::text)),
    CONSTRAINT devices_name_check CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$'::text))
);

CREATE TABLE public.differences (
    id bigint NOT NULL,
    run_id text NOT NULL,
    class text NOT NULL,
    kind text NOT NULL,
    stripe_id text NOT NULL,
    customer text,
    account_id text,
    here text,
    there text,
    created_at timestamp with time zone NOT NULL,
    found_at timestamp with time zone NOT NULL,
    resolution text NOT NULL,
    resolved_at timestamp with time zone,
    failure text,
    accepted_by text,
    reason text,
    CONSTRAINT differences_accepted_why CHECK (((resolution = 'accepted'::text) = (reason IS NOT NULL))),
    CONSTRAINT differences_check CHECK (((resolution = 'open'::text) = (resolved_at IS NULL))),
    CONSTRAINT differences_class_check CHECK ((class = ANY (ARRAY['missing-here-charge'::text, 'missing-here-refund'::text, 'missing-here-dispute'::text, 'missing-here-subscription'::text, 'missing-there-charge'::text, 'missing-there-refund'::text, 'missing-there-dispute'::text, 'missing-there-subscription'::text, 'wrong-amount'::text, 'wrong-currency'::text, 'wrong-status'::text, 'wrong-customer'::text]))),
    CONSTRAINT differences_kind_check CHECK ((kind = ANY (ARRAY['charge'::text, 'refund'::text, 'dispute'::text, 'subscription'::text]))),
    CONSTRAINT differences_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
    CONSTRAINT differences_resolution_check CHECK ((resolution = ANY (ARRAY['open'::text, 'repaired'::text, 'gone'::text, 'accepted'::text])))
);

ALTER TABLE public.differences ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.differences_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.disputes (
    stripe_id text NOT NULL,
    charge_id text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    reason text,
    due_by timestamp with time zone,
    CONSTRAINT disputes_amount_check CHECK ((amount > 0))
);

CREATE TABLE public.email_tokens (
    token_hash bytea NOT NULL,
    account_id text NOT NULL,
    purpose text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    email text,
    email_key text,
    CONSTRAINT email_tokens_check CHECK (((purpose = ANY (ARRAY['change-email'::text, 'undo-email'::text])) = (email IS NOT NULL))),
    CONSTRAINT email_tokens_check1 CHECK (((email IS NULL) = (email_key IS NULL))),
    CONSTRAINT email_tokens_email_check CHECK ((length(email) <= 254)),
    CONSTRAINT email_tokens_email_key_check CHECK ((email_key = lower(email_key))),
    CONSTRAINT email_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['verify'::text, 'reset'::text, 'set-up'::text, 'change-email'::text, 'undo-email'::text]))),
    CONSTRAINT email_tokens_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE TABLE public.fleet (
    id integer DEFAULT 1 NOT NULL,
    epoch text NOT NULL,
    ca_certificate text NOT NULL,
    ca_key_sealed text NOT NULL,
    tls_crypt_v2_key_sealed text NOT NULL,
    CONSTRAINT fleet_id_check CHECK ((id = 1))
);

CREATE TABLE public.grants (
    id text NOT NULL,
    intent text NOT NULL,
    account_id text NOT NULL,
    plan_id text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    source text NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by text,
    moved_to text,
    CONSTRAINT grants_check CHECK ((ends_at > starts_at)),
    CONSTRAINT grants_check1 CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
    CONSTRAINT grants_id_check CHECK ((id ~ '^grant_[a-z0-9]{20}$'::text)),
    CONSTRAINT grants_moved_is_revoked CHECK (((moved_to IS NULL) OR (revoked_at IS NOT NULL))),
    CONSTRAINT grants_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
    CONSTRAINT grants_source_check CHECK ((source = ANY (ARRAY['staff'::text, 'voucher'::text, 'manual-payment'::text])))
);

CREATE TABLE public.half_sessions (
    id_hash bytea NOT NULL,
    account_id text NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT half_sessions_id_hash_check CHECK ((length(id_hash) = 32))
);

CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);

CREATE TABLE public.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);

CREATE TABLE public.ledger_entries (
    transaction_id bigint NOT NULL,
    line smallint NOT NULL,
    ledger_account text NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT ledger_entries_amount_check CHECK ((amount <> 0)),
    CONSTRAINT ledger_entries_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT ledger_entries_ledger_account_check CHECK ((ledger_account = ANY (ARRAY['stripe-balance'::text, 'stripe-fees'::text, 'revenue'::text, 'tax'::text, 'refunds'::text, 'disputes'::text, 'manual'::text, 'vouchers'::text, 'commissions'::text, 'commissions-payable'::text, 'payouts'::text])))
);

CREATE TABLE public.ledger_transactions (
    id bigint NOT NULL,
    key text NOT NULL,
    account_id text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone NOT NULL
);

ALTER TABLE public.ledger_transactions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ledger_transactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mails (
    id text NOT NULL,
    dedupe_key text,
    account_id text,
    to_address text NOT NULL,
    subject text NOT NULL,
    text_body text NOT NULL,
    html_body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    reply_to text DEFAULT ''::text NOT NULL,
    thread text DEFAULT ''::text NOT NULL,
    words_sealed text,
    CONSTRAINT mails_reply_to_check CHECK ((length(reply_to) <= 254)),
    CONSTRAINT mails_subject_check CHECK ((subject !~ '[\r\n]'::text)),
    CONSTRAINT mails_thread_check CHECK (((thread = ''::text) OR (thread ~ '^tkt_[a-z0-9]{20}$'::text))),
    CONSTRAINT mails_words_once CHECK (((words_sealed IS NULL) OR ((text_body = ''::text) AND (html_body = ''::text))))
);

CREATE TABLE public.manual_payments (
    id text NOT NULL,
    account_id text NOT NULL,
    reference text NOT NULL,
    plan_id text NOT NULL,
    "interval" text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    opened_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    decider text,
    decided_at timestamp with time zone,
    note text,
    grant_id text,
    returner text,
    returned_at timestamp with time zone,
    returned bigint,
    return_note text,
    CONSTRAINT manual_payments_amount_check CHECK ((amount > 0)),
    CONSTRAINT manual_payments_check CHECK ((((state = 'open'::text) = (decider IS NULL)) AND ((decider IS NULL) = (decided_at IS NULL)))),
    CONSTRAINT manual_payments_check1 CHECK (((state = ANY (ARRAY['approved'::text, 'denied'::text, 'returned'::text])) = (note IS NOT NULL))),
    CONSTRAINT manual_payments_check2 CHECK (((state = ANY (ARRAY['approved'::text, 'returned'::text])) = (grant_id IS NOT NULL))),
    CONSTRAINT manual_payments_check4 CHECK ((returned <= amount)),
    CONSTRAINT manual_payments_check5 CHECK (((decider IS NULL) OR ((state = 'withdrawn'::text) = (decider = account_id)))),
    CONSTRAINT manual_payments_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT manual_payments_id_check CHECK ((id ~ '^mp_[a-z0-9]{20}$'::text)),
    CONSTRAINT manual_payments_interval_check CHECK (("interval" = ANY (ARRAY['month'::text, 'year'::text]))),
    CONSTRAINT manual_payments_method_check CHECK ((method = ANY (ARRAY['bank'::text, 'cash'::text, 'other'::text]))),
    CONSTRAINT manual_payments_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
    CONSTRAINT manual_payments_reference_check CHECK ((reference ~ '^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$'::text)),
    CONSTRAINT manual_payments_return_note_check CHECK (((length(return_note) >= 1) AND (length(return_note) <= 500))),
    CONSTRAINT manual_payments_returned_check CHECK ((returned > 0)),
    CONSTRAINT manual_payments_returned_whole CHECK ((((returner IS NULL) = (returned_at IS NULL)) AND ((returner IS NULL) = (returned IS NULL)) AND ((returner IS NULL) = (return_note IS NULL)) AND
CASE state
    WHEN 'returned'::text THEN (returned IS NOT NULL)
    WHEN 'approved'::text THEN (COALESCE(returned, (0)::bigint) < amount)
    ELSE (returned IS NULL)
END)),
    CONSTRAINT manual_payments_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'denied'::text, 'withdrawn'::text, 'returned'::text])))
);

CREATE TABLE public.node_requests (
    node_id text NOT NULL,
    nonce text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT node_requests_nonce_check CHECK ((nonce ~ '^[A-Za-z0-9_-]{16,64}$'::text))
);

CREATE TABLE public.nodes (
    id text NOT NULL,
    name text NOT NULL,
    location text,
    address text,
    wireguard_port integer DEFAULT 51820 NOT NULL,
    openvpn_port integer DEFAULT 1194 NOT NULL,
    mode text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    enrol_token_hash bytea,
    enrol_expires_at timestamp with time zone,
    enrolled_at timestamp with time zone,
    credential_hash bytea,
    wireguard_public_key text,
    openvpn_certificate text,
    openvpn_public_key text,
    certificate_not_after timestamp with time zone,
    generation bigint DEFAULT 0 NOT NULL,
    state_digest bytea,
    acknowledged bigint DEFAULT 0 NOT NULL,
    acknowledged_at timestamp with time zone,
    last_seen_at timestamp with time zone,
    clock_offset_ms integer,
    agent_version text,
    problems jsonb DEFAULT '[]'::jsonb NOT NULL,
    identity_from timestamp with time zone,
    identity_until timestamp with time zone,
    identity_sha256 bytea,
    identity_used_at timestamp with time zone,
    CONSTRAINT nodes_address_check CHECK ((length(address) <= 253)),
    CONSTRAINT nodes_id_check CHECK ((id ~ '^node_[a-z0-9]{20}$'::text)),
    CONSTRAINT nodes_identity_sha256_check CHECK ((length(identity_sha256) = 32)),
    CONSTRAINT nodes_identity_whole CHECK (((identity_from IS NULL) = (identity_until IS NULL))),
    CONSTRAINT nodes_location_check CHECK ((length(location) <= 60)),
    CONSTRAINT nodes_mode_check CHECK ((mode = ANY (ARRAY['active'::text, 'draining'::text, 'retired'::text]))),
    CONSTRAINT nodes_name_check CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$'::text)),
    CONSTRAINT nodes_openvpn_port_check CHECK (((openvpn_port >= 1) AND (openvpn_port <= 65535))),
    CONSTRAINT nodes_wireguard_port_check CHECK (((wireguard_port >= 1) AND (wireguard_port <= 65535)))
);

CREATE TABLE public.operations (
    id text NOT NULL,
    kind text NOT NULL,
    intent text NOT NULL,
    account_id text NOT NULL,
    charge_id text,
    amount bigint,
    currency text,
    reason text NOT NULL,
    actor text NOT NULL,
    state text NOT NULL,
    stripe_id text,
    failure text,
    created_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    subscription_id text,
    price_id text,
    proration_at timestamp with time zone,
    schedule_id text,
    CONSTRAINT operations_amount_check CHECK ((amount > 0)),
    CONSTRAINT operations_done CHECK (((kind <> 'refund'::text) OR ((state = 'succeeded'::text) = (stripe_id IS NOT NULL)))),
    CONSTRAINT operations_id_check CHECK ((id ~ '^op_[a-z0-9]{20}$'::text)),
    CONSTRAINT operations_kind CHECK ((kind = ANY (ARRAY['refund'::text, 'change'::text, 'schedule'::text, 'release'::text, 'cancel'::text, 'cancel-now'::text, 'keep'::text, 'pause'::text, 'resume'::text]))),
    CONSTRAINT operations_price CHECK (((kind = ANY (ARRAY['change'::text, 'schedule'::text])) = (price_id IS NOT NULL))),
    CONSTRAINT operations_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
    CONSTRAINT operations_refund CHECK (((kind = 'refund'::text) = ((charge_id IS NOT NULL) AND (amount IS NOT NULL) AND (currency IS NOT NULL)))),
    CONSTRAINT operations_release CHECK (((kind = 'release'::text) = (schedule_id IS NOT NULL))),
    CONSTRAINT operations_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text, 'not-sent'::text, 'unknown'::text]))),
    CONSTRAINT operations_subscription CHECK (((kind = 'refund'::text) = (subscription_id IS NULL)))
);

CREATE TABLE public.passkey_challenges (
    challenge_hash bytea NOT NULL,
    purpose text NOT NULL,
    bound_to bytea NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT passkey_challenges_bound_to_check CHECK ((length(bound_to) = 32)),
    CONSTRAINT passkey_challenges_challenge_hash_check CHECK ((length(challenge_hash) = 32)),
    CONSTRAINT passkey_challenges_purpose_check CHECK ((purpose = ANY (ARRAY['register'::text, 'log-in'::text, 'step-up'::text])))
);

CREATE TABLE public.passkeys (
    id text NOT NULL,
    account_id text NOT NULL,
    slot smallint NOT NULL,
    credential_id text NOT NULL,
    public_key bytea NOT NULL,
    counter bigint NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT passkeys_counter_check CHECK ((counter >= 0)),
    CONSTRAINT passkeys_credential_id_check CHECK (((length(credential_id) >= 1) AND (length(credential_id) <= 1400))),
    CONSTRAINT passkeys_id_check CHECK ((id ~ '^pk_[a-z0-9]{20}$'::text)),
    CONSTRAINT passkeys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40))),
    CONSTRAINT passkeys_slot_check CHECK (((slot >= 1) AND (slot <= 10)))
);

CREATE TABLE public.payments (
    id text NOT NULL,
    account_id text NOT NULL,
    stripe_id text NOT NULL,
    invoice_id text,
    amount bigint NOT NULL,
    fee bigint DEFAULT 0 NOT NULL,
    refunded bigint DEFAULT 0 NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    tax bigint DEFAULT 0 NOT NULL,
    discount bigint DEFAULT 0 NOT NULL,
    invoice_url text,
    invoice_pdf text,
    card_fingerprint text,
    CONSTRAINT payments_amount_check CHECK ((amount > 0)),
    CONSTRAINT payments_check CHECK (((refunded >= 0) AND (refunded <= amount))),
    CONSTRAINT payments_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT payments_discount_check CHECK ((discount >= 0)),
    CONSTRAINT payments_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text]))),
    CONSTRAINT payments_tax_check CHECK ((tax >= 0))
);

CREATE TABLE public.payout_runs (
    id text NOT NULL,
    actor text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT payout_runs_id_check CHECK ((id ~ '^run_[a-z0-9]{20}$'::text))
);

CREATE TABLE public.payouts (
    id text NOT NULL,
    run_id text NOT NULL,
    affiliate_id text NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    details text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    reference text,
    CONSTRAINT payouts_amount_check CHECK ((amount > 0)),
    CONSTRAINT payouts_check CHECK (((paid_at IS NULL) = (reference IS NULL))),
    CONSTRAINT payouts_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT payouts_details_check CHECK ((length(details) <= 200)),
    CONSTRAINT payouts_id_check CHECK ((id ~ '^pout_[a-z0-9]{20}$'::text)),
    CONSTRAINT payouts_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 200)))
);

CREATE TABLE public.plan_prices (
    lookup_key text NOT NULL,
    plan_id text NOT NULL,
    "interval" text NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT plan_prices_amount_check CHECK ((amount > 0)),
    CONSTRAINT plan_prices_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT plan_prices_interval_check CHECK (("interval" = ANY (ARRAY['month'::text, 'year'::text]))),
    CONSTRAINT plan_prices_lookup_key_check CHECK ((lookup_key ~ '^turnpike_[a-z0-9-]+_(month|year)_[a-z]{3}$'::text))
);

CREATE TABLE public.plans (
    id text NOT NULL,
    name text NOT NULL,
    rank integer NOT NULL,
    device_limit integer NOT NULL,
    data_cap_bytes bigint,
    trial_days integer DEFAULT 0 NOT NULL,
    for_sale boolean NOT NULL,
    trial_needs_card boolean DEFAULT true NOT NULL,
    CONSTRAINT plans_data_cap_bytes_check CHECK ((data_cap_bytes > 0)),
    CONSTRAINT plans_device_limit_check CHECK ((device_limit > 0)),
    CONSTRAINT plans_id_check CHECK ((id ~ '^[a-z][a-z0-9-]{0,30}$'::text)),
    CONSTRAINT plans_trial_days_check CHECK (((trial_days >= 0) AND (trial_days <= 90)))
);

CREATE TABLE public.pools (
    protocol text NOT NULL,
    network4 cidr NOT NULL,
    network6 cidr NOT NULL,
    CONSTRAINT pools_protocol_check CHECK ((protocol = ANY (ARRAY['wireguard'::text, 'openvpn'::text])))
);

CREATE TABLE public.reconcile_runs (
    id text NOT NULL,
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT reconcile_runs_check CHECK ((to_at > from_at)),
    CONSTRAINT reconcile_runs_id_check CHECK ((id ~ '^run_[a-z0-9]{20}$'::text))
);

CREATE TABLE public.reconcile_windows (
    run_id text NOT NULL,
    kind text NOT NULL,
    from_at timestamp with time zone NOT NULL,
    below_at timestamp with time zone NOT NULL,
    compared bigint DEFAULT 0 NOT NULL,
    foreign_objects bigint DEFAULT 0 NOT NULL,
    CONSTRAINT reconcile_windows_check CHECK ((below_at >= from_at)),
    CONSTRAINT reconcile_windows_kind_check CHECK ((kind = ANY (ARRAY['charge'::text, 'refund'::text, 'dispute'::text, 'subscription'::text])))
);

CREATE TABLE public.recovery_codes (
    account_id text NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT recovery_codes_code_hash_check CHECK ((length(code_hash) = 32))
);

CREATE TABLE public.refund_requests (
    id text NOT NULL,
    intent text NOT NULL,
    account_id text NOT NULL,
    charge_id text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    reason text NOT NULL,
    requester text NOT NULL,
    state text NOT NULL,
    decider text,
    operation_id text,
    created_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT refund_requests_amount_check CHECK ((amount > 0)),
    CONSTRAINT refund_requests_check CHECK (((state = 'waiting'::text) = (decider IS NULL))),
    CONSTRAINT refund_requests_check1 CHECK (((state = 'waiting'::text) = (decided_at IS NULL))),
    CONSTRAINT refund_requests_check2 CHECK (((state = 'approved'::text) = (operation_id IS NOT NULL))),
    CONSTRAINT refund_requests_check3 CHECK (((state = 'waiting'::text) OR ((state = 'withdrawn'::text) = (decider = requester)))),
    CONSTRAINT refund_requests_id_check CHECK ((id ~ '^rr_[a-z0-9]{20}$'::text)),
    CONSTRAINT refund_requests_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
    CONSTRAINT refund_requests_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'denied'::text, 'withdrawn'::text])))
);

CREATE TABLE public.refunds (
    stripe_id text NOT NULL,
    charge_id text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT refunds_amount_check CHECK ((amount > 0))
);

CREATE TABLE public.refused_trials (
    subscription_id text NOT NULL,
    account_id text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

CREATE TABLE public.second_factors (
    account_id text NOT NULL,
    sealed_secret text NOT NULL,
    last_step bigint NOT NULL,
    enrolled_at timestamp with time zone NOT NULL
);

CREATE TABLE public.secrets (
    name text NOT NULL,
    sealed text NOT NULL
);

CREATE TABLE public.sessions (
    id_hash bytea NOT NULL,
    account_id text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    second_factor_at timestamp with time zone,
    device text,
    password_at timestamp with time zone,
    CONSTRAINT sessions_device_check CHECK ((length(device) <= 60)),
    CONSTRAINT sessions_id_hash_check CHECK ((length(id_hash) = 32))
);

CREATE TABLE public.subscriptions (
    id text NOT NULL,
    account_id text NOT NULL,
    status text NOT NULL,
    price_id text NOT NULL,
    plan_id text,
    current_period_end timestamp with time zone,
    ends_at timestamp with time zone,
    trial_end timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    schedule_id text,
    next_price_id text,
    next_at timestamp with time zone,
    pending_price_id text,
    pending_pay_url text,
    pending_until timestamp with time zone,
    CONSTRAINT subscriptions_next CHECK (((next_price_id IS NULL) = (next_at IS NULL))),
    CONSTRAINT subscriptions_pending CHECK (((pending_price_id IS NULL) = (pending_until IS NULL)))
);

CREATE VIEW public.stripe_copies AS
 SELECT 'charge'::text AS kind,
    p.stripe_id AS id,
    p.account_id,
    NULL::text AS charge_id,
    p.amount,
    p.currency,
    p.status,
    p.created_at,
    NULL::text AS price_id,
    NULL::timestamp with time zone AS ends_at,
    p.refunded,
    ( SELECT (COALESCE(sum(r.amount), (0)::numeric))::bigint AS "coalesce"
           FROM public.refunds r
          WHERE ((r.charge_id = p.stripe_id) AND (r.status = ANY (ARRAY['succeeded'::text, 'pending'::text, 'requires_action'::text])))) AS refunds_kept
   FROM public.payments p
UNION ALL
 SELECT 'refund'::text AS kind,
    r.stripe_id AS id,
    p.account_id,
    r.charge_id,
    r.amount,
    r.currency,
    r.status,
    r.created_at,
    NULL::text AS price_id,
    NULL::timestamp with time zone AS ends_at,
    NULL::bigint AS refunded,
    NULL::bigint AS refunds_kept
   FROM (public.refunds r
     JOIN public.payments p ON ((p.stripe_id = r.charge_id)))
UNION ALL
 SELECT 'dispute'::text AS kind,
    d.stripe_id AS id,
    p.account_id,
    d.charge_id,
    d.amount,
    d.currency,
    d.status,
    d.created_at,
    NULL::text AS price_id,
    NULL::timestamp with time zone AS ends_at,
    NULL::bigint AS refunded,
    NULL::bigint AS refunds_kept
   FROM (public.disputes d
     JOIN public.payments p ON ((p.stripe_id = d.charge_id)))
UNION ALL
 SELECT 'subscription'::text AS kind,
    s.id,
    s.account_id,
    NULL::text AS charge_id,
    NULL::bigint AS amount,
    NULL::text AS currency,
    s.status,
    s.created_at,
    s.price_id,
    s.ends_at,
    NULL::bigint AS refunded,
    NULL::bigint AS refunds_kept
   FROM public.subscriptions s;

CREATE TABLE public.stripe_customers (
    id text NOT NULL,
    account_id text NOT NULL,
    written_ticket bigint DEFAULT 0 NOT NULL,
    synced_at timestamp with time zone
);

CREATE TABLE public.stripe_events (
    id text NOT NULL,
    type text NOT NULL,
    customer text,
    created timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    body text NOT NULL,
    state text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    reason text,
    settled_at timestamp with time zone,
    charge text,
    CONSTRAINT stripe_events_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'ignored'::text, 'failed'::text])))
);

CREATE TABLE public.stripe_prices (
    id text NOT NULL,
    lookup_key text NOT NULL,
    amount bigint NOT NULL,
    current boolean NOT NULL
);

CREATE TABLE public.stripe_state (
    key text NOT NULL,
    value text NOT NULL
);

CREATE SEQUENCE public.sync_tickets
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.throttles (
    key character varying(255) NOT NULL,
    points integer DEFAULT 0 NOT NULL,
    expire bigint
);

CREATE TABLE public.ticket_addresses (
    token_hash bytea NOT NULL,
    ticket_id text NOT NULL,
    account_id text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ticket_addresses_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE TABLE public.ticket_mails (
    ticket_id text NOT NULL,
    message_hash bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT ticket_mails_message_hash_check CHECK ((length(message_hash) = 32))
);

CREATE TABLE public.ticket_messages (
    id text NOT NULL,
    ticket_id text NOT NULL,
    kind text NOT NULL,
    author_id text,
    body text NOT NULL,
    number bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    came text DEFAULT 'page'::text NOT NULL,
    CONSTRAINT ticket_messages_body_check CHECK (((char_length(body) >= 1) AND (char_length(body) <= 20500))),
    CONSTRAINT ticket_messages_came_check CHECK ((came = ANY (ARRAY['page'::text, 'mail'::text]))),
    CONSTRAINT ticket_messages_id_check CHECK ((id ~ '^msg_[a-z0-9]{20}$'::text)),
    CONSTRAINT ticket_messages_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'staff'::text, 'note'::text])))
);

ALTER TABLE public.ticket_messages ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_messages_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets (
    id text NOT NULL,
    account_id text NOT NULL,
    subject text NOT NULL,
    state text NOT NULL,
    priority text DEFAULT 'normal'::text NOT NULL,
    assignee_id text,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    waiting_since timestamp with time zone,
    CONSTRAINT tickets_check CHECK (((state = 'open'::text) = (waiting_since IS NOT NULL))),
    CONSTRAINT tickets_id_check CHECK ((id ~ '^tkt_[a-z0-9]{20}$'::text)),
    CONSTRAINT tickets_priority_check CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text]))),
    CONSTRAINT tickets_state_check CHECK ((state = ANY (ARRAY['open'::text, 'answered'::text, 'closed'::text]))),
    CONSTRAINT tickets_subject_check CHECK ((((char_length(subject) >= 1) AND (char_length(subject) <= 120)) AND (subject !~ '[\n\r]'::text)))
);

CREATE TABLE public.trial_cards (
    fingerprint text NOT NULL,
    account_id text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.trial_uses (
    account_id text NOT NULL,
    email_key text,
    checkout_id text,
    begun_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    person_hash bytea,
    CONSTRAINT trial_uses_check CHECK (((checkout_id IS NOT NULL) OR (begun_at IS NOT NULL))),
    CONSTRAINT trial_uses_person_hash_check CHECK ((length(person_hash) = 32))
);

CREATE TABLE public.voucher_batches (
    id text NOT NULL,
    intent text NOT NULL,
    plan_id text NOT NULL,
    unit text NOT NULL,
    length integer NOT NULL,
    size integer NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    note text NOT NULL,
    expires_at timestamp with time zone,
    actor text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    CONSTRAINT voucher_batches_amount_check CHECK ((amount >= 0)),
    CONSTRAINT voucher_batches_check CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL))),
    CONSTRAINT voucher_batches_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT voucher_batches_id_check CHECK ((id ~ '^vb_[a-z0-9]{20}$'::text)),
    CONSTRAINT voucher_batches_length_check CHECK (((length >= 1) AND (length <= 3650))),
    CONSTRAINT voucher_batches_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
    CONSTRAINT voucher_batches_size_check CHECK (((size >= 1) AND (size <= 10000))),
    CONSTRAINT voucher_batches_unit_check CHECK ((unit = ANY (ARRAY['day'::text, 'month'::text])))
);

CREATE TABLE public.vouchers (
    id text NOT NULL,
    batch_id text NOT NULL,
    code_hash bytea NOT NULL,
    redeemed_by text,
    redeemed_at timestamp with time zone,
    grant_id text,
    CONSTRAINT vouchers_check CHECK (((redeemed_by IS NULL) = (redeemed_at IS NULL))),
    CONSTRAINT vouchers_check1 CHECK (((redeemed_by IS NULL) = (grant_id IS NULL))),
    CONSTRAINT vouchers_code_hash_check CHECK ((length(code_hash) = 32)),
    CONSTRAINT vouchers_id_check CHECK ((id ~ '^vch_[a-z0-9]{20}$'::text))
);

ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_email_key_key UNIQUE (email_key);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_number_hash_key UNIQUE (number_hash);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_device_id_key UNIQUE (device_id);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (protocol, host);

ALTER TABLE ONLY public.affiliates
    ADD CONSTRAINT affiliates_code_key UNIQUE (code);

ALTER TABLE ONLY public.affiliates
    ADD CONSTRAINT affiliates_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.attributions
    ADD CONSTRAINT attributions_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.audit_anchor_files
    ADD CONSTRAINT audit_anchor_files_pkey PRIMARY KEY (place);

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_audit_id_key UNIQUE (audit_id);

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.canned_answers
    ADD CONSTRAINT canned_answers_name_key UNIQUE (name);

ALTER TABLE ONLY public.canned_answers
    ADD CONSTRAINT canned_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.certificates
    ADD CONSTRAINT certificates_pkey PRIMARY KEY (serial);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_stripe_session_id_key UNIQUE (stripe_session_id);

ALTER TABLE ONLY public.closures
    ADD CONSTRAINT closures_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.commission_entries
    ADD CONSTRAINT commission_entries_pkey PRIMARY KEY (commission_id, number);

ALTER TABLE ONLY public.commissions
    ADD CONSTRAINT commissions_payment_id_affiliate_id_key UNIQUE (payment_id, affiliate_id);

ALTER TABLE ONLY public.commissions
    ADD CONSTRAINT commissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coupon_claims
    ADD CONSTRAINT coupon_claims_pkey PRIMARY KEY (checkout_id);

ALTER TABLE ONLY public.coupons
    ADD CONSTRAINT coupons_code_key UNIQUE (code);

ALTER TABLE ONLY public.coupons
    ADD CONSTRAINT coupons_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.device_reports
    ADD CONSTRAINT device_reports_pkey PRIMARY KEY (device_id, node_id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.differences
    ADD CONSTRAINT differences_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.disputes
    ADD CONSTRAINT disputes_pkey PRIMARY KEY (stripe_id);

ALTER TABLE ONLY public.email_tokens
    ADD CONSTRAINT email_tokens_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.fleet
    ADD CONSTRAINT fleet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_intent_key UNIQUE (intent);

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_moved_to_key UNIQUE (moved_to);

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.half_sessions
    ADD CONSTRAINT half_sessions_pkey PRIMARY KEY (id_hash);

ALTER TABLE ONLY public.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY (transaction_id, line);

ALTER TABLE ONLY public.ledger_transactions
    ADD CONSTRAINT ledger_transactions_key_key UNIQUE (key);

ALTER TABLE ONLY public.ledger_transactions
    ADD CONSTRAINT ledger_transactions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_dedupe_key_key UNIQUE (dedupe_key);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_grant_id_key UNIQUE (grant_id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.node_requests
    ADD CONSTRAINT node_requests_pkey PRIMARY KEY (node_id, nonce);

ALTER TABLE ONLY public.nodes
    ADD CONSTRAINT nodes_credential_hash_key UNIQUE (credential_hash);

ALTER TABLE ONLY public.nodes
    ADD CONSTRAINT nodes_enrol_token_hash_key UNIQUE (enrol_token_hash);

ALTER TABLE ONLY public.nodes
    ADD CONSTRAINT nodes_name_key UNIQUE (name);

ALTER TABLE ONLY public.nodes
    ADD CONSTRAINT nodes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations
    ADD CONSTRAINT operations_intent_key UNIQUE (intent);

ALTER TABLE ONLY public.operations
    ADD CONSTRAINT operations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.passkey_challenges
    ADD CONSTRAINT passkey_challenges_pkey PRIMARY KEY (challenge_hash);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_account_id_slot_key UNIQUE (account_id, slot);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_credential_id_key UNIQUE (credential_id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_stripe_id_key UNIQUE (stripe_id);

ALTER TABLE ONLY public.payout_runs
    ADD CONSTRAINT payout_runs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payouts
    ADD CONSTRAINT payouts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payouts
    ADD CONSTRAINT payouts_run_id_affiliate_id_currency_key UNIQUE (run_id, affiliate_id, currency);

ALTER TABLE ONLY public.plan_prices
    ADD CONSTRAINT plan_prices_pkey PRIMARY KEY (lookup_key);

ALTER TABLE ONLY public.plan_prices
    ADD CONSTRAINT plan_prices_plan_id_interval_currency_key UNIQUE (plan_id, "interval", currency);

ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_rank_key UNIQUE (rank);

ALTER TABLE ONLY public.pools
    ADD CONSTRAINT pools_pkey PRIMARY KEY (protocol);

ALTER TABLE ONLY public.reconcile_runs
    ADD CONSTRAINT reconcile_runs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reconcile_windows
    ADD CONSTRAINT reconcile_windows_pkey PRIMARY KEY (run_id, kind, from_at);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, code_hash);

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_intent_key UNIQUE (intent);

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_operation_id_key UNIQUE (operation_id);

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (stripe_id);

ALTER TABLE ONLY public.refused_trials
    ADD CONSTRAINT refused_trials_pkey PRIMARY KEY (subscription_id);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.secrets
    ADD CONSTRAINT secrets_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id_hash);

ALTER TABLE ONLY public.stripe_customers
    ADD CONSTRAINT stripe_customers_account_id_key UNIQUE (account_id);

ALTER TABLE ONLY public.stripe_customers
    ADD CONSTRAINT stripe_customers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stripe_events
    ADD CONSTRAINT stripe_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stripe_prices
    ADD CONSTRAINT stripe_prices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stripe_state
    ADD CONSTRAINT stripe_state_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.throttles
    ADD CONSTRAINT throttles_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.ticket_addresses
    ADD CONSTRAINT ticket_addresses_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.ticket_mails
    ADD CONSTRAINT ticket_mails_pkey PRIMARY KEY (ticket_id, message_hash);

ALTER TABLE ONLY public.ticket_messages
    ADD CONSTRAINT ticket_messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.trial_cards
    ADD CONSTRAINT trial_cards_pkey PRIMARY KEY (fingerprint);

ALTER TABLE ONLY public.trial_uses
    ADD CONSTRAINT trial_uses_email_key_key UNIQUE (email_key);

ALTER TABLE ONLY public.trial_uses
    ADD CONSTRAINT trial_uses_person_hash_key UNIQUE (person_hash);

ALTER TABLE ONLY public.trial_uses
    ADD CONSTRAINT trial_uses_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.voucher_batches
    ADD CONSTRAINT voucher_batches_intent_key UNIQUE (intent);

ALTER TABLE ONLY public.voucher_batches
    ADD CONSTRAINT voucher_batches_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vouchers
    ADD CONSTRAINT vouchers_code_hash_key UNIQUE (code_hash);

ALTER TABLE ONLY public.vouchers
    ADD CONSTRAINT vouchers_grant_id_key UNIQUE (grant_id);

ALTER TABLE ONLY public.vouchers
    ADD CONSTRAINT vouchers_pkey PRIMARY KEY (id);

CREATE INDEX accounts_created ON public.accounts USING btree (created_at);

CREATE INDEX addresses_free ON public.addresses USING btree (protocol, freed_at) WHERE (device_id IS NULL);

CREATE INDEX alerts_acknowledged ON public.alerts USING btree (subject) WHERE (acknowledged_by IS NOT NULL);

CREATE UNIQUE INDEX alerts_open ON public.alerts USING btree (kind, subject) WHERE (resolved_at IS NULL);

CREATE UNIQUE INDEX api_keys_name ON public.api_keys USING btree (account_id, lower(name)) WHERE (revoked_at IS NULL);

CREATE INDEX arrivals_code ON public.arrivals USING btree (code);

CREATE INDEX attributions_affiliate ON public.attributions USING btree (affiliate_id);

CREATE INDEX audit_action ON public.audit USING btree (action, id);

CREATE INDEX audit_actor ON public.audit USING btree (actor, id);

CREATE INDEX audit_subject ON public.audit USING btree (subject, id);

CREATE UNIQUE INDEX certificates_live ON public.certificates USING btree (device_id) WHERE (revoked_at IS NULL);

CREATE INDEX certificates_revoked ON public.certificates USING btree (not_after) WHERE (revoked_at IS NOT NULL);

CREATE INDEX checkouts_created ON public.checkouts USING btree (created_at);

CREATE UNIQUE INDEX checkouts_live ON public.checkouts USING btree (account_id) WHERE (state = ANY (ARRAY['starting'::text, 'open'::text]));

CREATE INDEX checkouts_unsettled ON public.checkouts USING btree (expires_at) WHERE (state = ANY (ARRAY['starting'::text, 'open'::text, 'processing'::text]));

CREATE INDEX closures_open ON public.closures USING btree (asked_at) WHERE (closed_at IS NULL);

CREATE INDEX commission_entries_payout ON public.commission_entries USING btree (payout_id);

CREATE INDEX commission_entries_unpaid ON public.commission_entries USING btree (commission_id) WHERE (payout_id IS NULL);

CREATE INDEX commissions_affiliate ON public.commissions USING btree (affiliate_id, created_at);

CREATE INDEX coupon_claims_account ON public.coupon_claims USING btree (account_id);

CREATE INDEX coupon_claims_customer ON public.coupon_claims USING btree (coupon_id, account_id) WHERE (state <> 'released'::text);

CREATE INDEX devices_account ON public.devices USING btree (account_id);

CREATE UNIQUE INDEX devices_name ON public.devices USING btree (account_id, lower(name)) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX devices_public_key ON public.devices USING btree (public_key) WHERE (removed_at IS NULL);

CREATE INDEX differences_found ON public.differences USING btree (found_at DESC);

CREATE INDEX differences_object ON public.differences USING btree (stripe_id);

CREATE UNIQUE INDEX differences_open ON public.differences USING btree (class, stripe_id) WHERE (resolution = 'open'::text);

CREATE INDEX differences_run ON public.differences USING btree (run_id);

CREATE INDEX disputes_charge ON public.disputes USING btree (charge_id);

CREATE INDEX disputes_created ON public.disputes USING btree (created_at);

CREATE INDEX email_tokens_account ON public.email_tokens USING btree (account_id, purpose);

CREATE INDEX grants_account ON public.grants USING btree (account_id, ends_at);

CREATE INDEX half_sessions_account ON public.half_sessions USING btree (account_id);

CREATE INDEX ledger_transactions_account ON public.ledger_transactions USING btree (account_id, id);

CREATE INDEX mails_account ON public.mails USING btree (account_id, created_at);

CREATE INDEX mails_addressed ON public.mails USING btree (created_at) WHERE (to_address <> ''::text);

CREATE INDEX mails_thread ON public.mails USING btree (thread);

CREATE INDEX manual_payments_account ON public.manual_payments USING btree (account_id, created_at);

CREATE INDEX manual_payments_listed ON public.manual_payments USING btree (state, created_at);

CREATE UNIQUE INDEX manual_payments_open ON public.manual_payments USING btree (account_id) WHERE (state = 'open'::text);

CREATE INDEX node_requests_by_age ON public.node_requests USING btree (seen_at);

CREATE INDEX operations_account ON public.operations USING btree (account_id, created_at);

CREATE INDEX operations_actor ON public.operations USING btree (actor, created_at);

CREATE UNIQUE INDEX operations_open ON public.operations USING btree (charge_id) WHERE (state = ANY (ARRAY['pending'::text, 'unknown'::text]));

CREATE UNIQUE INDEX operations_open_subscription ON public.operations USING btree (subscription_id) WHERE (state = ANY (ARRAY['pending'::text, 'unknown'::text]));

CREATE UNIQUE INDEX operations_refunds ON public.operations USING btree (stripe_id) WHERE (kind = 'refund'::text);

CREATE INDEX operations_subscription_asked ON public.operations USING btree (subscription_id, created_at) WHERE (subscription_id IS NOT NULL);

CREATE INDEX passkey_challenges_end ON public.passkey_challenges USING btree (ends_at);

CREATE INDEX payments_account ON public.payments USING btree (account_id, created_at);

CREATE INDEX payments_created ON public.payments USING btree (created_at);

CREATE INDEX payouts_affiliate ON public.payouts USING btree (affiliate_id, created_at);

CREATE INDEX reconcile_runs_started ON public.reconcile_runs USING btree (started_at DESC);

CREATE INDEX refund_requests_charge ON public.refund_requests USING btree (charge_id);

CREATE INDEX refund_requests_waiting ON public.refund_requests USING btree (created_at) WHERE (state = 'waiting'::text);

CREATE INDEX refunds_charge ON public.refunds USING btree (charge_id);

CREATE INDEX refunds_created ON public.refunds USING btree (created_at);

CREATE INDEX sessions_account ON public.sessions USING btree (account_id);

CREATE INDEX stripe_events_bodies ON public.stripe_events USING btree (received_at) WHERE (body <> ''::text);

CREATE INDEX stripe_events_fraud_warnings ON public.stripe_events USING btree (customer) WHERE (type = 'radar.early_fraud_warning.created'::text);

CREATE INDEX stripe_events_open ON public.stripe_events USING btree (customer) WHERE (state = ANY (ARRAY['pending'::text, 'failed'::text]));

CREATE INDEX stripe_events_received ON public.stripe_events USING btree (received_at DESC);

CREATE UNIQUE INDEX stripe_prices_current ON public.stripe_prices USING btree (lookup_key) WHERE current;

CREATE INDEX subscriptions_account ON public.subscriptions USING btree (account_id);

CREATE INDEX subscriptions_created ON public.subscriptions USING btree (created_at);

CREATE INDEX subscriptions_trial_end ON public.subscriptions USING btree (trial_end) WHERE (trial_end IS NOT NULL);

CREATE INDEX ticket_addresses_account ON public.ticket_addresses USING btree (account_id);

CREATE INDEX ticket_addresses_ticket ON public.ticket_addresses USING btree (ticket_id);

CREATE INDEX ticket_messages_ticket ON public.ticket_messages USING btree (ticket_id, number);

CREATE INDEX tickets_account ON public.tickets USING btree (account_id, changed_at);

CREATE INDEX tickets_waiting ON public.tickets USING btree (state, waiting_since, id);

CREATE INDEX trial_cards_account ON public.trial_cards USING btree (account_id);

CREATE INDEX voucher_batches_created ON public.voucher_batches USING btree (created_at);

CREATE INDEX vouchers_batch ON public.vouchers USING btree (batch_id);

CREATE INDEX vouchers_redeemed ON public.vouchers USING btree (redeemed_by) WHERE (redeemed_by IS NOT NULL);

CREATE TRIGGER affiliates_of_open_accounts AFTER INSERT ON public.affiliates FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER api_keys_of_open_accounts AFTER INSERT ON public.api_keys FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER attributions_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON public.attributions FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER audit_chain_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_chain FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE CONSTRAINT TRIGGER audit_is_chained AFTER INSERT ON public.audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('turnpike.audit'::text, true) = 'joins'::text)) EXECUTE FUNCTION public.audit_joins_chain();

CREATE TRIGGER audit_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER checkouts_of_open_accounts AFTER INSERT ON public.checkouts FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER commission_entries_paid_once BEFORE UPDATE ON public.commission_entries FOR EACH ROW EXECUTE FUNCTION public.entry_goes_into_one_payout();

CREATE TRIGGER commission_entries_stay BEFORE DELETE OR TRUNCATE ON public.commission_entries FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER commissions_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON public.commissions FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER coupon_claims_counted AFTER INSERT OR UPDATE ON public.coupon_claims FOR EACH ROW EXECUTE FUNCTION public.count_coupon_claim();

CREATE TRIGGER devices_of_open_accounts AFTER INSERT ON public.devices FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER email_tokens_of_open_accounts AFTER INSERT ON public.email_tokens FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER half_sessions_of_open_accounts AFTER INSERT ON public.half_sessions FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON public.ledger_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_must_balance();

CREATE TRIGGER ledger_entries_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER ledger_transactions_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER manual_payments_of_open_accounts AFTER INSERT ON public.manual_payments FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE CONSTRAINT TRIGGER paid_entries_add_up AFTER UPDATE ON public.commission_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.paid_entry_adds_up();

CREATE TRIGGER passkeys_of_open_accounts AFTER INSERT ON public.passkeys FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE CONSTRAINT TRIGGER payouts_add_up AFTER INSERT ON public.payouts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.payout_adds_up();

CREATE TRIGGER payouts_paid_once BEFORE UPDATE ON public.payouts FOR EACH ROW EXECUTE FUNCTION public.payout_is_paid_once();

CREATE TRIGGER payouts_stay BEFORE DELETE OR TRUNCATE ON public.payouts FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER second_factors_of_open_accounts AFTER INSERT ON public.second_factors FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER sessions_of_open_accounts AFTER INSERT ON public.sessions FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER tickets_of_open_accounts AFTER INSERT ON public.tickets FOR EACH ROW EXECUTE FUNCTION public.account_is_open();

CREATE TRIGGER vouchers_redeemed_once BEFORE UPDATE ON public.vouchers FOR EACH ROW EXECUTE FUNCTION public.voucher_is_redeemed_once();

CREATE TRIGGER vouchers_stay BEFORE DELETE OR TRUNCATE ON public.vouchers FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(id);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.devices(id);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_protocol_fkey FOREIGN KEY (protocol) REFERENCES public.pools(protocol);

ALTER TABLE ONLY public.affiliates
    ADD CONSTRAINT affiliates_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.attributions
    ADD CONSTRAINT attributions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.attributions
    ADD CONSTRAINT attributions_affiliate_id_fkey FOREIGN KEY (affiliate_id) REFERENCES public.affiliates(account_id);

ALTER TABLE ONLY public.certificates
    ADD CONSTRAINT certificates_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.devices(id);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_coupon_id_fkey FOREIGN KEY (coupon_id) REFERENCES public.coupons(id);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_lookup_key_fkey FOREIGN KEY (lookup_key) REFERENCES public.plan_prices(lookup_key);

ALTER TABLE ONLY public.closures
    ADD CONSTRAINT closures_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.commission_entries
    ADD CONSTRAINT commission_entries_commission_id_fkey FOREIGN KEY (commission_id) REFERENCES public.commissions(id);

ALTER TABLE ONLY public.commission_entries
    ADD CONSTRAINT commission_entries_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES public.payouts(id);

ALTER TABLE ONLY public.commissions
    ADD CONSTRAINT commissions_affiliate_id_fkey FOREIGN KEY (affiliate_id) REFERENCES public.affiliates(account_id);

ALTER TABLE ONLY public.commissions
    ADD CONSTRAINT commissions_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES public.payments(id);

ALTER TABLE ONLY public.coupon_claims
    ADD CONSTRAINT coupon_claims_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.coupon_claims
    ADD CONSTRAINT coupon_claims_checkout_id_fkey FOREIGN KEY (checkout_id) REFERENCES public.checkouts(id);

ALTER TABLE ONLY public.coupon_claims
    ADD CONSTRAINT coupon_claims_coupon_id_fkey FOREIGN KEY (coupon_id) REFERENCES public.coupons(id);

ALTER TABLE ONLY public.device_reports
    ADD CONSTRAINT device_reports_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.devices(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.device_reports
    ADD CONSTRAINT device_reports_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.nodes(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_protocol_fkey FOREIGN KEY (protocol) REFERENCES public.pools(protocol);

ALTER TABLE ONLY public.differences
    ADD CONSTRAINT differences_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.differences
    ADD CONSTRAINT differences_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.differences
    ADD CONSTRAINT differences_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.reconcile_runs(id);

ALTER TABLE ONLY public.disputes
    ADD CONSTRAINT disputes_charge_id_fkey FOREIGN KEY (charge_id) REFERENCES public.payments(stripe_id);

ALTER TABLE ONLY public.email_tokens
    ADD CONSTRAINT email_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_moved_to_fkey FOREIGN KEY (moved_to) REFERENCES public.grants(id);

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(id);

ALTER TABLE ONLY public.half_sessions
    ADD CONSTRAINT half_sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES public.ledger_transactions(id);

ALTER TABLE ONLY public.ledger_transactions
    ADD CONSTRAINT ledger_transactions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_decider_fkey FOREIGN KEY (decider) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES public.grants(id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(id);

ALTER TABLE ONLY public.manual_payments
    ADD CONSTRAINT manual_payments_returner_fkey FOREIGN KEY (returner) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.node_requests
    ADD CONSTRAINT node_requests_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.nodes(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.operations
    ADD CONSTRAINT operations_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.operations
    ADD CONSTRAINT operations_charge_id_fkey FOREIGN KEY (charge_id) REFERENCES public.payments(stripe_id);

ALTER TABLE ONLY public.operations
    ADD CONSTRAINT operations_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES public.subscriptions(id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.payouts
    ADD CONSTRAINT payouts_affiliate_id_fkey FOREIGN KEY (affiliate_id) REFERENCES public.affiliates(account_id);

ALTER TABLE ONLY public.payouts
    ADD CONSTRAINT payouts_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.payout_runs(id);

ALTER TABLE ONLY public.plan_prices
    ADD CONSTRAINT plan_prices_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(id);

ALTER TABLE ONLY public.reconcile_windows
    ADD CONSTRAINT reconcile_windows_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.reconcile_runs(id);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_charge_id_fkey FOREIGN KEY (charge_id) REFERENCES public.payments(stripe_id);

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_decider_fkey FOREIGN KEY (decider) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_operation_id_fkey FOREIGN KEY (operation_id) REFERENCES public.operations(id);

ALTER TABLE ONLY public.refund_requests
    ADD CONSTRAINT refund_requests_requester_fkey FOREIGN KEY (requester) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_charge_id_fkey FOREIGN KEY (charge_id) REFERENCES public.payments(stripe_id);

ALTER TABLE ONLY public.refused_trials
    ADD CONSTRAINT refused_trials_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.refused_trials
    ADD CONSTRAINT refused_trials_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES public.subscriptions(id);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.stripe_customers
    ADD CONSTRAINT stripe_customers_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.stripe_prices
    ADD CONSTRAINT stripe_prices_lookup_key_fkey FOREIGN KEY (lookup_key) REFERENCES public.plan_prices(lookup_key);

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(id);

ALTER TABLE ONLY public.ticket_addresses
    ADD CONSTRAINT ticket_addresses_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ticket_addresses
    ADD CONSTRAINT ticket_addresses_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES public.tickets(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ticket_mails
    ADD CONSTRAINT ticket_mails_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES public.tickets(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ticket_messages
    ADD CONSTRAINT ticket_messages_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.ticket_messages
    ADD CONSTRAINT ticket_messages_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES public.tickets(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.trial_cards
    ADD CONSTRAINT trial_cards_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.trial_uses
    ADD CONSTRAINT trial_uses_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.trial_uses
    ADD CONSTRAINT trial_uses_checkout_id_fkey FOREIGN KEY (checkout_id) REFERENCES public.checkouts(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.voucher_batches
    ADD CONSTRAINT voucher_batches_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(id);

ALTER TABLE ONLY public.vouchers
    ADD CONSTRAINT vouchers_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES public.voucher_batches(id);

ALTER TABLE ONLY public.vouchers
    ADD CONSTRAINT vouchers_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES public.grants(id);

ALTER TABLE ONLY public.vouchers
    ADD CONSTRAINT vouchers_redeemed_by_fkey FOREIGN KEY (redeemed_by) REFERENCES public.accounts(id);

GRANT USAGE ON SCHEMA public TO turnpike_product;

GRANT SELECT,INSERT ON TABLE public.audit TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.access TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.addresses TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.affiliates TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.alerts TO turnpike_product;

GRANT SELECT,USAGE ON SEQUENCE public.alerts_id_seq TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_keys TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.arrivals TO turnpike_product;

GRANT SELECT,INSERT ON TABLE public.attributions TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.audit_anchor_files TO turnpike_product;

GRANT SELECT,INSERT ON TABLE public.audit_chain TO turnpike_product;

GRANT SELECT,USAGE ON SEQUENCE public.audit_id_seq TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.canned_answers TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.certificates TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.checkouts TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.closures TO turnpike_product;

GRANT SELECT,INSERT,UPDATE ON TABLE public.commission_entries TO turnpike_product;

GRANT SELECT,INSERT ON TABLE public.commissions TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.coupon_claims TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.coupons TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.device_reports TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.devices TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.differences TO turnpike_product;

GRANT SELECT,USAGE ON SEQUENCE public.differences_id_seq TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.disputes TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_tokens TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.fleet TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.grants TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.half_sessions TO turnpike_product;

GRANT SELECT ON TABLE public.kysely_migration TO turnpike_product;

GRANT SELECT ON TABLE public.kysely_migration_lock TO turnpike_product;

GRANT SELECT,INSERT ON TABLE public.ledger_entries TO turnpike_product;

GRANT SELECT,INSERT ON TABLE public.ledger_transactions TO turnpike_product;

GRANT SELECT,USAGE ON SEQUENCE public.ledger_transactions_id_seq TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mails TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.manual_payments TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.node_requests TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.nodes TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.operations TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkey_challenges TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkeys TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payments TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payout_runs TO turnpike_product;

GRANT SELECT,INSERT,UPDATE ON TABLE public.payouts TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.plan_prices TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.plans TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.pools TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reconcile_runs TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reconcile_windows TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recovery_codes TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refund_requests TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refunds TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refused_trials TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.second_factors TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.secrets TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.subscriptions TO turnpike_product;

GRANT SELECT ON TABLE public.stripe_copies TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stripe_customers TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stripe_events TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stripe_prices TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stripe_state TO turnpike_product;

GRANT SELECT,USAGE ON SEQUENCE public.sync_tickets TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.throttles TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ticket_addresses TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ticket_mails TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ticket_messages TO turnpike_product;

GRANT SELECT,USAGE ON SEQUENCE public.ticket_messages_number_seq TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tickets TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial_cards TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial_uses TO turnpike_product;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.voucher_batches TO turnpike_product;

GRANT SELECT,INSERT,UPDATE ON TABLE public.vouchers TO turnpike_product;
