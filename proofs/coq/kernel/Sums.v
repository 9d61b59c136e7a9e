(** Sums, products and sequences, as exported claims speak of them, and the rules by which claims about them follow. *)

From Coq Require Import Reals ZArith List Lra Lia Classical FunctionalExtensionality.
Local Open Scope R_scope.

(** * What they are *)

(** How many integers there are from [lo] to [hi], which are a whole number apart; none if [hi < lo]. *)
Definition count (lo hi : R) : nat := Z.to_nat (up (hi - lo)).

Fixpoint sum_first (f : nat -> R) (n : nat) : R := match n with O => 0 | S n => sum_first f n + f n end.
Fixpoint product_first (f : nat -> R) (n : nat) : R := match n with O => 1 | S n => product_first f n * f n end.

(** [f lo + f (lo + 1) + ... + f hi], and the product of these. *)
Definition sum_over (f : R -> R) (lo hi : R) : R := sum_first (fun i => f (lo + INR i)) (count lo hi).
Definition product_over (f : R -> R) (lo hi : R) : R := product_first (fun i => f (lo + INR i)) (count lo hi).

Definition is_integer (x : R) : Prop := exists z : Z, x = IZR z.

(** * Integers *)

Lemma integer_IZR z : exists y : Z, IZR z = IZR y.
Proof. now exists z. Qed.
Lemma integer_plus x y : (exists z : Z, x = IZR z) -> (exists z : Z, y = IZR z) -> exists z : Z, x + y = IZR z.
Proof. intros [a ->] [b ->]. exists (a + b)%Z. now rewrite plus_IZR. Qed.
Lemma integer_minus x y : (exists z : Z, x = IZR z) -> (exists z : Z, y = IZR z) -> exists z : Z, x - y = IZR z.
Proof. intros [a ->] [b ->]. exists (a - b)%Z. now rewrite minus_IZR. Qed.
Lemma integer_opp x : (exists z : Z, x = IZR z) -> exists z : Z, - x = IZR z.
Proof. intros [a ->]. exists (- a)%Z. now rewrite opp_IZR. Qed.
Lemma integer_mult x y : (exists z : Z, x = IZR z) -> (exists z : Z, y = IZR z) -> exists z : Z, x * y = IZR z.
Proof. intros [a ->] [b ->]. exists (a * b)%Z. now rewrite mult_IZR. Qed.

Lemma up_IZR z : up (IZR z) = (z + 1)%Z.
Proof. symmetry. apply tech_up; rewrite plus_IZR; lra. Qed.

Lemma up_next x : up (x + 1) = (up x + 1)%Z.
Proof. destruct (archimed x) as [A B]. symmetry. apply tech_up; rewrite plus_IZR; lra. Qed.

(** * One term more, and few terms *)

Lemma count_next lo hi : (exists z : Z, hi - lo = IZR z) -> lo - 1 <= hi ->
  count lo (hi + 1) = S (count lo hi) /\ lo + INR (count lo hi) = hi + 1.
Proof.
  intros [z Z] L. unfold count. replace (hi + 1 - lo) with (hi - lo + 1) by ring. rewrite up_next, Z, up_IZR.
  assert (P : (0 <= z + 1)%Z) by (apply le_IZR; rewrite plus_IZR; lra). split.
  - rewrite (Z.add_comm (z + 1)). rewrite Z2Nat.inj_add by lia. reflexivity.
  - rewrite INR_IZR_INZ, Z2Nat.id by exact P. rewrite plus_IZR. lra.
Qed.

Theorem sum_over_next f lo hi : (exists z : Z, hi - lo = IZR z) -> lo - 1 <= hi ->
  sum_over f lo (hi + 1) = sum_over f lo hi + f (hi + 1).
Proof.
  intros Z L. destruct (count_next lo hi Z L) as [C E]. unfold sum_over. rewrite C. cbn [sum_first]. now rewrite E.
Qed.

Theorem product_over_next f lo hi : (exists z : Z, hi - lo = IZR z) -> lo - 1 <= hi ->
  product_over f lo (hi + 1) = product_over f lo hi * f (hi + 1).
Proof.
  intros Z L. destruct (count_next lo hi Z L) as [C E]. unfold product_over. rewrite C. cbn [product_first]. now rewrite E.
Qed.

Lemma count_few lo hi n : hi = lo + IZR (Z.of_nat n) - 1 -> count lo hi = n.
Proof.
  intros ->. unfold count. replace (lo + IZR (Z.of_nat n) - 1 - lo) with (IZR (Z.of_nat n - 1)) by (rewrite minus_IZR; ring).
  rewrite up_IZR. replace (Z.of_nat n - 1 + 1)%Z with (Z.of_nat n) by lia. apply Nat2Z.id.
Qed.

Theorem sum_over_few f lo hi n : hi = lo + IZR (Z.of_nat n) - 1 ->
  sum_over f lo hi = sum_first (fun i => f (lo + IZR (Z.of_nat i))) n.
Proof.
  intros E. unfold sum_over. rewrite (count_few lo hi n E). f_equal. apply functional_extensionality. intros i.
  now rewrite INR_IZR_INZ.
Qed.

Theorem product_over_few f lo hi n : hi = lo + IZR (Z.of_nat n) - 1 ->
  product_over f lo hi = product_first (fun i => f (lo + IZR (Z.of_nat i))) n.
Proof.
  intros E. unfold product_over. rewrite (count_few lo hi n E). f_equal. apply functional_extensionality. intros i.
  now rewrite INR_IZR_INZ.
Qed.

(** An empty sum is 0, an empty product 1. *)
Theorem sum_over_empty f lo hi : hi < lo -> sum_over f lo hi = 0.
Proof.
  intros L. unfold sum_over, count. destruct (archimed (hi - lo)) as [_ B].
  assert (up (hi - lo) <= 0)%Z by (apply Z.lt_succ_r, lt_IZR; rewrite succ_IZR; lra).
  now replace (Z.to_nat (up (hi - lo))) with 0%nat by lia.
Qed.

Theorem product_over_empty f lo hi : hi < lo -> product_over f lo hi = 1.
Proof.
  intros L. unfold product_over, count. destruct (archimed (hi - lo)) as [_ B].
  assert (up (hi - lo) <= 0)%Z by (apply Z.lt_succ_r, lt_IZR; rewrite succ_IZR; lra).
  now replace (Z.to_nat (up (hi - lo))) with 0%nat by lia.
Qed.

Theorem product_over_nonzero f lo hi : (forall x, f x <> 0) -> product_over f lo hi <> 0.
Proof.
  intros N. unfold product_over. induction (count lo hi) as [|n IH]; cbn [product_first]; [lra|].
  apply Rmult_integral_contrapositive_currified; [exact IH | apply N].
Qed.

(** * Induction *)

Lemma integer_at_least a n : (exists z : Z, n = IZR z) -> IZR a <= n -> exists i : nat, n = IZR a + INR i.
Proof.
  intros [z ->] L. apply le_IZR in L. exists (Z.to_nat (z - a)). rewrite INR_IZR_INZ, Z2Nat.id by lia.
  rewrite <- plus_IZR. f_equal. lia.
Qed.

Theorem induction_1 (a : Z) (P : R -> Prop) : P (IZR a) ->
  (forall n, (exists z : Z, n = IZR z) -> IZR a <= n -> P n -> P (n + 1)) ->
  forall n, (exists z : Z, n = IZR z) -> IZR a <= n -> P n.
Proof.
  intros B S n Z L. destruct (integer_at_least a n Z L) as [i ->]. clear Z L. induction i as [|i IH].
  - now replace (IZR a + INR 0) with (IZR a) by (cbn; ring).
  - replace (IZR a + INR (Datatypes.S i)) with (IZR a + INR i + 1) by (rewrite S_INR; ring). apply S; [| |exact IH].
    + apply integer_plus; [apply integer_IZR|]. rewrite INR_IZR_INZ. apply integer_IZR.
    + pose proof (pos_INR i). lra.
Qed.

Theorem induction_2 (a : Z) (P : R -> Prop) : P (IZR a) -> P (IZR (a + 1)) ->
  (forall n, (exists z : Z, n = IZR z) -> IZR a <= n -> P n -> P (n + 1) -> P (n + 2)) ->
  forall n, (exists z : Z, n = IZR z) -> IZR a <= n -> P n.
Proof.
  intros B C S n Z L. cut (P n /\ P (n + 1)); [tauto|].
  apply (induction_1 a (fun n => P n /\ P (n + 1))); [| |exact Z | exact L].
  - rewrite <- plus_IZR. auto.
  - intros m M K [H J]. split; [exact J|]. replace (m + 1 + 1) with (m + 2) by ring. now apply S.
Qed.

Theorem induction_3 (a : Z) (P : R -> Prop) : P (IZR a) -> P (IZR (a + 1)) -> P (IZR (a + 2)) ->
  (forall n, (exists z : Z, n = IZR z) -> IZR a <= n -> P n -> P (n + 1) -> P (n + 2) -> P (n + 3)) ->
  forall n, (exists z : Z, n = IZR z) -> IZR a <= n -> P n.
Proof.
  intros B C D S n Z L. cut (P n /\ P (n + 1) /\ P (n + 2)); [tauto|].
  apply (induction_1 a (fun n => P n /\ P (n + 1) /\ P (n + 2))); [| |exact Z | exact L].
  - rewrite <- !plus_IZR. auto.
  - intros m M K [H [I J]]. split; [exact I|]. replace (m + 1 + 1) with (m + 2) by ring.
    replace (m + 1 + 2) with (m + 3) by ring. split; [exact J | now apply S].
Qed.

(** The first integer of a domain. *)
Lemma first_integer (a : Z) n : (exists z : Z, n = IZR z) -> IZR (a - 1) < n -> IZR a <= n.
Proof. intros [z ->] L. apply lt_IZR in L. apply IZR_le. lia. Qed.

(** * Sequences *)

(** There is a sequence with any first value and any rule for the next; claims about defined sequences speak of all. *)
Theorem recurrence_exists (a : Z) (first : R) (next : R -> R -> R) : exists x : R -> R,
  x (IZR a) = first /\ forall t, (exists z : Z, t = IZR z) -> IZR a <= t -> x (t + 1) = next t (x t).
Proof.
  exists (fun t => nat_rect (fun _ => R) first (fun i v => next (IZR a + INR i) v) (Z.to_nat (up (t - IZR a) - 1))).
  split.
  - replace (IZR a - IZR a) with (IZR 0) by ring. rewrite up_IZR. reflexivity.
  - intros t [z ->] L. apply le_IZR in L. rewrite <- plus_IZR, <- !minus_IZR, !up_IZR.
    replace (z + 1 - a + 1 - 1)%Z with (Z.succ (z - a)) by lia. replace (z - a + 1 - 1)%Z with (z - a)%Z by lia.
    rewrite Z2Nat.inj_succ by lia. cbn [nat_rect]. f_equal. rewrite INR_IZR_INZ, Z2Nat.id by lia. rewrite <- plus_IZR. f_equal. lia.
Qed.

Theorem recurrence_exists_2 (a : Z) (first second : R) (next : R -> R -> R -> R) : exists x : R -> R,
  x (IZR a) = first /\ x (IZR (a + 1)) = second
  /\ forall t, (exists z : Z, t = IZR z) -> IZR a <= t -> x (t + 2) = next t (x t) (x (t + 1)).
Proof.
  set (pair := fun n : nat => nat_rect (fun _ => (R * R)%type) (first, second)
    (fun i v => (snd v, next (IZR a + INR i) (fst v) (snd v))) n).
  exists (fun t => fst (pair (Z.to_nat (up (t - IZR a) - 1)))).
  assert (At : forall z, (a <= z)%Z -> fst (pair (Z.to_nat (up (IZR z - IZR a) - 1))) = fst (pair (Z.to_nat (z - a)))).
  { intros z _. rewrite <- minus_IZR, up_IZR. do 3 f_equal. lia. }
  assert (Next : forall n, fst (pair (S n)) = snd (pair n)) by reflexivity.
  split; [|split].
  - rewrite At by lia. now rewrite Z.sub_diag.
  - rewrite At by lia. replace (Z.to_nat (a + 1 - a)) with 1%nat by lia. reflexivity.
  - intros t [z ->] L. apply le_IZR in L. rewrite <- !plus_IZR, !At by lia.
    replace (Z.to_nat (z + 2 - a)) with (S (S (Z.to_nat (z - a)))) by lia.
    replace (Z.to_nat (z + 1 - a)) with (S (Z.to_nat (z - a))) by lia. rewrite !Next.
    change (snd (pair (S (Z.to_nat (z - a))))) with
      (next (IZR a + INR (Z.to_nat (z - a))) (fst (pair (Z.to_nat (z - a)))) (snd (pair (Z.to_nat (z - a))))).
    f_equal. rewrite INR_IZR_INZ, Z2Nat.id by lia. rewrite <- plus_IZR. f_equal. lia.
Qed.

(** The values of a sequence from an index on. *)
Fixpoint listed (x : R -> R) (from : R) (values : list R) : Prop :=
  match values with nil => True | cons v values => x from = v /\ listed x (from + 1) values end.

Lemma listed_alike x y from values : (forall t, from <= t -> x t = y t) -> listed x from values -> listed y from values.
Proof.
  revert from. induction values as [|v values IH]; cbn; intros from E H; [exact I|]. destruct H as [H K].
  split; [rewrite <- E by lra; exact H|]. apply IH; [intros t T; apply E; lra | exact K].
Qed.

Theorem listed_exists (from : R) (values : list R) (rest : R -> R) : exists x : R -> R,
  listed x from values /\ forall t, from + INR (length values) <= t -> x t = rest t.
Proof.
  revert from. induction values as [|v values IH]; intros from.
  - exists rest. split; [exact I | reflexivity].
  - destruct (IH (from + 1)) as [x [H K]]. exists (fun t => if Req_EM_T t from then v else x t). cbn [listed length]. rewrite S_INR. split; [split|].
    + destruct (Req_EM_T from from); congruence.
    + apply (listed_alike x); [|exact H]. intros t T. destruct (Req_EM_T t from); [lra | reflexivity].
    + intros t T. pose proof (pos_INR (length values)). destruct (Req_EM_T t from); [lra|]. apply K. lra.
Qed.

(** * Other rules *)

Theorem logarithm_between a b : 0 < a -> 0 < b -> 1 - a / b <= ln b - ln a <= b / a - 1.
Proof.
  assert (T : forall x, 0 < x -> ln x <= x - 1).
  { intros x X. destruct (Req_dec x 1) as [->|N]; [rewrite ln_1; lra|].
    pose proof (exp_ineq1 (ln x)) as E. rewrite exp_ln in E by exact X.
    destruct (Req_dec (ln x) 0) as [Z|Z]; [|specialize (E Z); lra].
    exfalso. apply N. rewrite <- (exp_ln x X), Z. apply exp_0. }
  assert (D : forall x y, 0 < x -> 0 < y -> ln (x / y) = ln x - ln y).
  { intros x y X Y. unfold Rdiv. rewrite ln_mult, ln_Rinv; [ring | exact Y | exact X | now apply Rinv_0_lt_compat]. }
  intros A B. pose proof (T (a / b) (Rdiv_lt_0_compat _ _ A B)) as K. pose proof (T (b / a) (Rdiv_lt_0_compat _ _ B A)) as L.
  rewrite D in K, L by assumption. lra.
Qed.
