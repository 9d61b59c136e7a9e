(** Enclosures of terms over boxes, by coq-interval's verified functions.

    An enclosure is a closed interval with two flags: the value lies strictly above the lowest, or below the highest,
    number of the interval. So open ends of domains are carried through sums, products and functions that rise. Sine and
    cosine also know their sign between exact multiples of pi. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Interval Require Import Float.Specific_ops Float.Specific_stdz Interval.Float_full Real.Xreal Interval.Interval.
From Lemmabox.kernel Require Import Terms Polynomials Normal.
Import ListNotations.
Local Open Scope R_scope.

Module F := SpecificFloat StdZRadix2.
Module I := FloatIntervalFull F.

Definition prec := F.PtoP 80.

Definition inside (i : I.type) (x : R) : Prop := contains (I.convert i) (Xreal x).

(** * Operations on intervals *)

Lemma inside_add i j x y : inside i x -> inside j y -> inside (I.add prec i j) (x + y).
Proof. apply (I.add_correct prec i j (Xreal x) (Xreal y)). Qed.

Lemma inside_sub i j x y : inside i x -> inside j y -> inside (I.sub prec i j) (x - y).
Proof. apply (I.sub_correct prec i j (Xreal x) (Xreal y)). Qed.

Lemma inside_mul i j x y : inside i x -> inside j y -> inside (I.mul prec i j) (x * y).
Proof. apply (I.mul_correct prec i j (Xreal x) (Xreal y)). Qed.

Lemma inside_neg i x : inside i x -> inside (I.neg i) (- x).
Proof. apply (I.neg_correct i (Xreal x)). Qed.

Lemma inside_abs i x : inside i x -> inside (I.abs i) (Rabs x).
Proof. apply (I.abs_correct i (Xreal x)). Qed.

Lemma inside_sqrt i x : inside i x -> inside (I.sqrt prec i) (sqrt x).
Proof. apply (I.sqrt_correct prec i (Xreal x)). Qed.

Lemma inside_sin i x : inside i x -> inside (I.sin prec i) (sin x).
Proof. apply (I.sin_correct prec i (Xreal x)). Qed.

Lemma inside_cos i x : inside i x -> inside (I.cos prec i) (cos x).
Proof. apply (I.cos_correct prec i (Xreal x)). Qed.

Lemma inside_atan i x : inside i x -> inside (I.atan prec i) (atan x).
Proof. apply (I.atan_correct prec i (Xreal x)). Qed.

Lemma inside_exp i x : inside i x -> inside (I.exp prec i) (exp x).
Proof. apply (I.exp_correct prec i (Xreal x)). Qed.

Lemma is_zero_nonzero x : x <> 0 -> Xreal.is_zero x = false.
Proof. intros H. destruct (is_zero_spec x); [contradiction | reflexivity]. Qed.

Lemma inside_inv i x : x <> 0 -> inside i x -> inside (I.invnz prec i) (/ x).
Proof.
  intros N H. assert (K := I.invnz_correct prec i (Xreal x)). simpl in K. unfold Xinv' in K.
  rewrite is_zero_nonzero in K by exact N. apply K; [|exact H]. intros E. injection E. exact N.
Qed.

Lemma inside_ln i x : 0 < x -> inside i x -> inside (I.ln prec i) (ln x).
Proof.
  intros P H. assert (K := I.ln_correct prec i (Xreal x) H). simpl in K. unfold Xln' in K.
  replace (is_positive x) with true in K; [exact K|]. symmetry. now apply is_positive_true.
Qed.

Lemma inside_tan i x : cos x <> 0 -> inside i x -> inside (I.tan prec i) (tan x).
Proof.
  intros N H. assert (K := I.tan_correct prec i (Xreal x) H). simpl in K. unfold Xtan' in K.
  rewrite is_zero_nonzero in K by exact N. exact K.
Qed.

Definition power_of (i : I.type) (n : nat) : I.type := I.power_int prec i (Z.of_nat n).

Lemma inside_power i n x : inside i x -> inside (power_of i n) (x ^ n).
Proof.
  intros H. assert (K := I.power_int_correct prec (Z.of_nat n) i (Xreal x) H). unfold power_of, inside.
  destruct n as [|n]; [exact K|]. simpl Z.of_nat in *. unfold Xpower_int, Xbind, Xpower_int' in K.
  now rewrite SuccNat2Pos.id_succ in K.
Qed.

Lemma inside_join_l i j x : inside i x -> inside (I.join i j) x.
Proof. intros H. apply I.join_correct. now left. Qed.

Lemma inside_join_r i j x : inside j x -> inside (I.join i j) x.
Proof. intros H. apply I.join_correct. now right. Qed.

Definition rational_interval (n : Z) (d : positive) : I.type :=
  match d with
  | 1%positive => I.fromZ prec n
  | _ => I.div prec (I.fromZ prec n) (I.fromZ prec (Zpos d))
  end.

Lemma inside_rational n d : inside (rational_interval n d) (IZR n / IZR (Zpos d)).
Proof.
  assert (G : inside (I.div prec (I.fromZ prec n) (I.fromZ prec (Zpos d))) (IZR n / IZR (Zpos d))).
  { assert (K := I.div_correct prec _ _ _ _ (I.fromZ_correct prec n) (I.fromZ_correct prec (Zpos d))).
    simpl in K. unfold Xdiv' in K. rewrite is_zero_nonzero in K; [exact K|]. now apply IZR_neq. }
  unfold rational_interval. destruct d; try exact G.
  replace (IZR n / 1) with (IZR n) by field. apply I.fromZ_correct.
Qed.

Lemma inside_pi : inside (I.pi prec) PI.
Proof. apply I.pi_correct. Qed.

Lemma inside_zero : inside I.zero 0.
Proof. unfold inside. rewrite I.zero_correct. simpl. lra. Qed.

(** The numbers that are not negative. *)
Definition above_zero : I.type := I.upper_extent I.zero.

Lemma inside_above_zero x : 0 <= x -> inside above_zero x.
Proof. intros H. apply (I.upper_extent_correct I.zero x 0); [apply inside_zero | exact H]. Qed.

Lemma inside_meet i j x : inside i x -> inside j x -> inside (I.meet i j) x.
Proof. apply I.meet_correct. Qed.

Lemma inside_whole x : inside I.whole x.
Proof. apply I.whole_correct. Qed.

Lemma inside_subset i j x : I.subset i j = true -> inside i x -> inside j x.
Proof. intros H K. exact (I.subset_correct i j (Xreal x) K H). Qed.

Definition nonneg (i : I.type) : bool := match I.sign_large i with Xgt | Xeq => true | _ => false end.
Definition positive_interval (i : I.type) : bool := match I.sign_strict i with Xgt => true | _ => false end.

Lemma nonneg_spec i x : nonneg i = true -> inside i x -> 0 <= x.
Proof.
  unfold nonneg. intros H K. pose proof (I.sign_large_correct i) as S. destruct (I.sign_large i); try discriminate.
  - apply S in K. injection K as ->. lra.
  - apply S in K. exact (proj2 K).
Qed.

Lemma positive_interval_spec i x : positive_interval i = true -> inside i x -> 0 < x.
Proof.
  unfold positive_interval. intros H K. pose proof (I.sign_strict_correct i) as S.
  destruct (I.sign_strict i); try discriminate. apply S in K. exact (proj2 K).
Qed.

(** From here on what the operations do inside does not matter. *)
Global Opaque I.add I.sub I.mul I.neg I.abs I.sqrt I.sin I.cos I.tan I.atan I.exp I.ln I.invnz I.div I.power_int I.join I.meet
  I.subset I.sign_large I.sign_strict I.fromZ I.pi I.whole I.zero I.upper_extent I.convert.

(** * Enclosures *)

Record enclosure := Enclosure { interval : I.type; above : bool; beneath : bool }.

Definition encloses (a : enclosure) (x : R) : Prop :=
  inside (interval a) x
  /\ (above a = true -> exists y, inside (interval a) y /\ y < x)
  /\ (beneath a = true -> exists y, inside (interval a) y /\ x < y).

Definition plain (i : I.type) : enclosure := Enclosure i false false.

Lemma encloses_plain i x : inside i x -> encloses (plain i) x.
Proof. intros H. split; [exact H|]. split; discriminate. Qed.

Definition everything : enclosure := Enclosure I.whole true true.

Lemma encloses_everything x : encloses everything x.
Proof.
  split; [apply inside_whole|]. split; intros _; [exists (x - 1) | exists (x + 1)]; (split; [apply inside_whole | lra]).
Qed.

Definition is_nonneg (a : enclosure) : bool := nonneg (interval a).
Definition is_pos (a : enclosure) : bool := positive_interval (interval a) || (nonneg (interval a) && above a).

Lemma is_nonneg_spec a x : is_nonneg a = true -> encloses a x -> 0 <= x.
Proof. intros H [K _]. now apply nonneg_spec with (interval a). Qed.

Lemma is_pos_spec a x : is_pos a = true -> encloses a x -> 0 < x.
Proof.
  unfold is_pos. intros H [K [L _]]. apply orb_true_iff in H. destruct H as [H|H].
  - now apply positive_interval_spec with (interval a).
  - apply andb_true_iff in H. destruct H as [H M]. destruct (L M) as [y [Hy Lt]].
    pose proof (nonneg_spec _ _ H Hy). lra.
Qed.

Lemma increasing (f : R -> R) j a x : encloses a x ->
  (forall y, inside (interval a) y -> inside j (f y)) ->
  (forall y, inside (interval a) y -> y < x -> f y < f x) ->
  (forall y, inside (interval a) y -> x < y -> f x < f y) ->
  encloses (Enclosure j (above a) (beneath a)) (f x).
Proof.
  intros [H [L U]] J Lo Hi. split; [|split]; cbn.
  - now apply J.
  - intros E. destruct (L E) as [y [Hy Lt]]. exists (f y). split; [now apply J | now apply Lo].
  - intros E. destruct (U E) as [y [Hy Lt]]. exists (f y). split; [now apply J | now apply Hi].
Qed.

Definition negated (a : enclosure) : enclosure := Enclosure (I.neg (interval a)) (beneath a) (above a).

Lemma encloses_negated a x : encloses a x -> encloses (negated a) (- x).
Proof.
  intros [H [L U]]. split; [|split]; cbn.
  - now apply inside_neg.
  - intros E. destruct (U E) as [y [Hy Lt]]. exists (- y). split; [now apply inside_neg | lra].
  - intros E. destruct (L E) as [y [Hy Lt]]. exists (- y). split; [now apply inside_neg | lra].
Qed.

Definition added (a b : enclosure) : enclosure :=
  Enclosure (I.add prec (interval a) (interval b)) (above a || above b) (beneath a || beneath b).

Lemma encloses_added a b x y : encloses a x -> encloses b y -> encloses (added a b) (x + y).
Proof.
  intros [Hx [Lx Ux]] [Hy [Ly Uy]]. split; [|split]; cbn.
  - now apply inside_add.
  - intros E. apply orb_true_iff in E. destruct E as [E|E].
    + destruct (Lx E) as [z [Hz Lt]]. exists (z + y). split; [now apply inside_add | lra].
    + destruct (Ly E) as [z [Hz Lt]]. exists (x + z). split; [now apply inside_add | lra].
  - intros E. apply orb_true_iff in E. destruct E as [E|E].
    + destruct (Ux E) as [z [Hz Lt]]. exists (z + y). split; [now apply inside_add | lra].
    + destruct (Uy E) as [z [Hz Lt]]. exists (x + z). split; [now apply inside_add | lra].
Qed.

(** [b] is positive. *)
Definition times_positive (a b : enclosure) : enclosure :=
  Enclosure (I.mul prec (interval a) (interval b))
    (above a || (above b && is_pos a)) (beneath a || (beneath b && is_pos a)).

Lemma encloses_times_positive a b x y : encloses a x -> encloses b y -> 0 < y -> encloses (times_positive a b) (x * y).
Proof.
  intros Ha Hb P. pose proof Ha as [Hx [Lx Ux]]. pose proof Hb as [Hy [Ly Uy]]. split; [|split]; cbn.
  - now apply inside_mul.
  - intros E. apply orb_true_iff in E. destruct E as [E|E].
    + destruct (Lx E) as [z [Hz Lt]]. exists (z * y). split; [now apply inside_mul | now apply Rmult_lt_compat_r].
    + apply andb_true_iff in E. destruct E as [E Q]. pose proof (is_pos_spec a x Q Ha) as X.
      destruct (Ly E) as [z [Hz Lt]]. exists (x * z). split; [now apply inside_mul | now apply Rmult_lt_compat_l].
  - intros E. apply orb_true_iff in E. destruct E as [E|E].
    + destruct (Ux E) as [z [Hz Lt]]. exists (z * y). split; [now apply inside_mul | now apply Rmult_lt_compat_r].
    + apply andb_true_iff in E. destruct E as [E Q]. pose proof (is_pos_spec a x Q Ha) as X.
      destruct (Uy E) as [z [Hz Lt]]. exists (x * z). split; [now apply inside_mul | now apply Rmult_lt_compat_l].
Qed.

Definition multiplied (a b : enclosure) : enclosure :=
  if is_pos b then times_positive a b
  else if is_pos a then times_positive b a
  else if is_pos (negated b) then negated (times_positive a (negated b))
  else if is_pos (negated a) then negated (times_positive b (negated a))
  else plain (I.mul prec (interval a) (interval b)).

Lemma encloses_multiplied a b x y : encloses a x -> encloses b y -> encloses (multiplied a b) (x * y).
Proof.
  intros Ha Hb. pose proof (encloses_negated _ _ Ha) as Na. pose proof (encloses_negated _ _ Hb) as Nb. unfold multiplied.
  destruct (is_pos b) eqn:B; [apply encloses_times_positive; auto; now apply is_pos_spec with b|].
  destruct (is_pos a) eqn:A; [rewrite Rmult_comm; apply encloses_times_positive; auto; now apply is_pos_spec with a|].
  destruct (is_pos (negated b)) eqn:C.
  { replace (x * y) with (- (x * - y)) by ring. apply encloses_negated, encloses_times_positive; auto.
    now apply is_pos_spec with (negated b). }
  destruct (is_pos (negated a)) eqn:D.
  { replace (x * y) with (- (y * - x)) by ring. apply encloses_negated, encloses_times_positive; auto.
    now apply is_pos_spec with (negated a). }
  apply encloses_plain, inside_mul; [apply Ha | apply Hb].
Qed.

(** No number is the greatest of an interval that has all that are not negative. *)
Definition endless (i : I.type) : bool := I.subset above_zero i.

Lemma endless_spec i x : endless i = true -> exists y, inside i y /\ x < y.
Proof.
  intros E. exists (Rabs x + 1). pose proof (Rle_abs x). split; [|lra].
  apply (inside_subset _ _ _ E). apply inside_above_zero. pose proof (Rabs_pos x). lra.
Qed.

Definition inverse_positive (a : enclosure) : enclosure :=
  let i := I.invnz prec (interval a) in
  Enclosure i (beneath a) (above a && positive_interval (interval a) || endless i).

Lemma encloses_inverse_positive a x : encloses a x -> 0 < x -> encloses (inverse_positive a) (/ x).
Proof.
  intros [H [L U]] P. split; [|split]; cbn.
  - apply inside_inv; [lra | exact H].
  - intros E. destruct (U E) as [y [Hy Lt]]. exists (/ y). split; [apply inside_inv; [lra | exact Hy]|].
    apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra | exact Lt].
  - intros E. apply orb_true_iff in E. destruct E as [E|E]; [|now apply endless_spec]. apply andb_true_iff in E. destruct E as [E Q]. destruct (L E) as [y [Hy Lt]].
    pose proof (positive_interval_spec _ _ Q Hy) as Py. exists (/ y). split; [apply inside_inv; [lra | exact Hy]|].
    apply Rinv_lt_contravar; [now apply Rmult_lt_0_compat | exact Lt].
Qed.

(** [None] where the argument may be 0. *)
Definition inverse_of (a : enclosure) : option enclosure :=
  if is_pos a then Some (inverse_positive a)
  else if is_pos (negated a) then Some (negated (inverse_positive (negated a)))
  else None.

Lemma encloses_inverse a b x : inverse_of a = Some b -> encloses a x -> x <> 0 /\ encloses b (/ x).
Proof.
  unfold inverse_of. intros H K. destruct (is_pos a) eqn:P.
  - injection H as <-. pose proof (is_pos_spec _ _ P K). split; [lra | now apply encloses_inverse_positive].
  - destruct (is_pos (negated a)) eqn:N; [|discriminate]. injection H as <-. apply encloses_negated in K.
    pose proof (is_pos_spec _ _ N K). split; [lra|].
    replace (/ x) with (- / - x) by (field; lra). now apply encloses_negated, encloses_inverse_positive.
Qed.

(** The part that is not negative, or positive if [strict]. *)
Definition raised (strict : bool) (a : enclosure) : enclosure :=
  let j := I.meet (interval a) above_zero in
  Enclosure j (if strict && I.subset I.zero j then true else is_nonneg a && above a) (beneath a).

Lemma encloses_raised (strict : bool) a x : encloses a x -> (if strict then 0 < x else 0 <= x) -> encloses (raised strict a) x.
Proof.
  intros [H [L U]] S. assert (N : 0 <= x) by (destruct strict; lra). split; [|split]; cbn.
  - apply inside_meet; [exact H | now apply inside_above_zero].
  - destruct strict; cbn [andb].
    + destruct (I.subset I.zero _) eqn:Z.
      * intros _. exists 0. split; [apply (inside_subset _ _ _ Z inside_zero) | exact S].
      * intros E. apply andb_true_iff in E. destruct E as [E Q]. destruct (L Q) as [y [Hy Lt]]. exists y.
        split; [|exact Lt]. apply inside_meet; [exact Hy|]. apply inside_above_zero. now apply nonneg_spec with (interval a).
    + intros E. apply andb_true_iff in E. destruct E as [E Q]. destruct (L Q) as [y [Hy Lt]]. exists y.
      split; [|exact Lt]. apply inside_meet; [exact Hy|]. apply inside_above_zero. now apply nonneg_spec with (interval a).
  - intros E. destruct (U E) as [y [Hy Lt]]. exists y. split; [|exact Lt]. apply inside_meet; [exact Hy|].
    apply inside_above_zero. lra.
Qed.

Definition absolute (a : enclosure) : enclosure :=
  if is_nonneg a then a else if is_nonneg (negated a) then negated a else plain (I.abs (interval a)).

Lemma encloses_absolute a x : encloses a x -> encloses (absolute a) (Rabs x).
Proof.
  intros H. unfold absolute. destruct (is_nonneg a) eqn:E.
  - rewrite Rabs_pos_eq; [exact H | now apply is_nonneg_spec with a].
  - destruct (is_nonneg (negated a)) eqn:N.
    + pose proof (encloses_negated _ _ H) as K. pose proof (is_nonneg_spec _ _ N K).
      rewrite Rabs_left1 by lra. exact K.
    + apply encloses_plain, inside_abs, H.
Qed.

(** [a] is not negative. *)
Definition power_nonnegative (a : enclosure) (n : nat) : enclosure :=
  Enclosure (power_of (interval a) n) (above a) (beneath a).

Definition powered (a : enclosure) (n : nat) : enclosure :=
  match n with
  | O => plain (power_of (interval a) n)
  | S _ =>
      if is_nonneg a then power_nonnegative a n
      else if Nat.even n && is_nonneg (negated a) then power_nonnegative (negated a) n
      else Enclosure (power_of (interval a) n) false (Nat.even n && above a && beneath a)
  end.

Lemma power_increases n x y : 0 <= x < y -> x ^ S n < y ^ S n.
Proof.
  intros [H K]. induction n as [|n IH]; [simpl; lra|].
  change (x * x ^ S n < y * y ^ S n). apply Rmult_le_0_lt_compat; auto. apply pow_le, H.
Qed.

Lemma encloses_power_nonnegative a n x : is_nonneg a = true -> encloses a x ->
  encloses (power_nonnegative a (S n)) (x ^ S n).
Proof.
  intros E H. apply (increasing (fun x => x ^ S n) (power_of (interval a) (S n)) a x H).
  - intros y Hy. now apply inside_power.
  - intros y Hy Lt. apply power_increases. split; [now apply nonneg_spec with (interval a) | exact Lt].
  - intros y Hy Lt. apply power_increases. split; [now apply is_nonneg_spec with a | exact Lt].
Qed.

Lemma even_power n x : Nat.even n = true -> (- x) ^ n = x ^ n.
Proof.
  intros E. apply Nat.even_spec in E. destruct E as [m ->]. rewrite !pow_mult. f_equal. simpl. ring.
Qed.

Lemma encloses_powered a n x : encloses a x -> encloses (powered a n) (x ^ n).
Proof.
  intros H. destruct n as [|n]; [apply encloses_plain, inside_power, H|]. unfold powered.
  destruct (is_nonneg a) eqn:E; [now apply encloses_power_nonnegative|].
  destruct (Nat.even (S n)) eqn:P; cbn [andb]; [|apply encloses_plain, inside_power, H].
  destruct (is_nonneg (negated a)) eqn:N.
  2: { destruct H as [I [A B]]. split; [now apply inside_power|]. split; [discriminate|]. cbn [beneath interval]. intros K.
    apply andb_true_iff in K. destruct K as [KA KB]. destruct (Rle_or_lt 0 x) as [X|X].
    - destruct (B KB) as [y [Hy Lt]]. exists (y ^ S n). split; [now apply inside_power | now apply power_increases].
    - destruct (A KA) as [y [Hy Lt]]. exists (y ^ S n). split; [now apply inside_power|].
      rewrite <- (even_power (S n) x P), <- (even_power (S n) y P). apply power_increases. lra. }
  rewrite <- (even_power (S n) x P). apply encloses_power_nonnegative; [exact N | now apply encloses_negated].
Qed.

(** * Exact ends of linear terms *)

Arguments plus : simpl never.
Arguments times : simpl never.
Arguments Q2R : simpl never.

(** [a + b pi], left out if the flag is set. *)
Definition end_ := (Q * Q * bool)%type.
Definition end_value (e : end_) : R := let '(a, b, _) := e in Q2R a + Q2R b * PI.

Definition lower_holds (e : option end_) (x : R) : Prop :=
  match e with None => True | Some e => if snd e then end_value e < x else end_value e <= x end.
Definition upper_holds (e : option end_) (x : R) : Prop :=
  match e with None => True | Some e => if snd e then x < end_value e else x <= end_value e end.

Definition end_sum (d e : option end_) : option end_ :=
  match d, e with
  | Some (a, b, o), Some (a', b', o') => Some (plus a a', plus b b', o || o')
  | _, _ => None
  end.
Definition end_scaled (c : Q) (e : option end_) : option end_ :=
  match e with Some (a, b, o) => Some (times c a, times c b, o) | None => None end.

Definition ends_scaled (c : Q) (e : option end_ * option end_) : option end_ * option end_ :=
  if is_zero c then (Some (0%Q, 0%Q, false), Some (0%Q, 0%Q, false))
  else if Z.ltb (Qnum c) 0 then (end_scaled c (snd e), end_scaled c (fst e))
  else (end_scaled c (fst e), end_scaled c (snd e)).

Definition within (e : option end_ * option end_) (x : R) : Prop := lower_holds (fst e) x /\ upper_holds (snd e) x.

Definition ends_sum (d e : option end_ * option end_) := (end_sum (fst d) (fst e), end_sum (snd d) (snd e)).

Lemma within_sum d e x y : within d x -> within e y -> within (ends_sum d e) (x + y).
Proof.
  intros [A B] [C D]. split; cbn [ends_sum fst snd].
  - destruct (fst d) as [[[a b] o]|], (fst e) as [[[a' b'] o']|]; try exact I. cbn in *. rewrite !Q2R_plus'.
    destruct o, o'; cbn in *; lra.
  - destruct (snd d) as [[[a b] o]|], (snd e) as [[[a' b'] o']|]; try exact I. cbn in *. rewrite !Q2R_plus'.
    destruct o, o'; cbn in *; lra.
Qed.

Lemma Q2R_negative c : Z.ltb (Qnum c) 0 = true -> Q2R c < 0.
Proof.
  intros H. apply Z.ltb_lt, IZR_lt in H. unfold Q2R. apply Ropp_lt_cancel. rewrite Ropp_0, Ropp_mult_distr_l.
  apply Rmult_lt_0_compat; [lra|]. apply Rinv_0_lt_compat, IZR_lt. lia.
Qed.

Lemma Q2R_nonnegative c : Z.ltb (Qnum c) 0 = false -> 0 <= Q2R c.
Proof.
  intros H. apply Z.ltb_ge, IZR_le in H. unfold Q2R. apply Rmult_le_pos; [exact H|].
  left. apply Rinv_0_lt_compat, IZR_lt. lia.
Qed.

Lemma within_scaled c e x : within e x -> within (ends_scaled c e) (Q2R c * x).
Proof.
  intros [A B]. unfold ends_scaled. destruct (is_zero c) eqn:Z.
  - rewrite (is_zero_true _ Z). split; cbn; unfold Q2R; simpl; lra.
  - pose proof (is_zero_false _ Z) as N. destruct (Z.ltb (Qnum c) 0) eqn:E.
    + pose proof (Q2R_negative _ E) as P. split; cbn [fst snd].
      * destruct (snd e) as [[[a b] o]|]; try exact I. cbn in *. rewrite !Q2R_times'. destruct o; nra.
      * destruct (fst e) as [[[a b] o]|]; try exact I. cbn in *. rewrite !Q2R_times'. destruct o; nra.
    + pose proof (Q2R_nonnegative _ E) as P. split; cbn [fst snd].
      * destruct (fst e) as [[[a b] o]|]; try exact I. cbn in *. rewrite !Q2R_times'. destruct o; nra.
      * destruct (snd e) as [[[a b] o]|]; try exact I. cbn in *. rewrite !Q2R_times'. destruct o; nra.
Qed.

(** The sign of [a + b pi]. *)
Definition end_interval (a b : Q) : I.type :=
  I.add prec (rational_interval (Qnum a) (Qden a)) (I.mul prec (rational_interval (Qnum b) (Qden b)) (I.pi prec)).

Definition end_nonneg (e : end_) : bool :=
  let '(a, b, _) := e in
  (Z.leb 0 (Qnum a) && Z.leb 0 (Qnum b)) || nonneg (end_interval a b).

Lemma Q2R_leb c : Z.leb 0 (Qnum c) = true -> 0 <= Q2R c.
Proof. intros H. apply Q2R_nonnegative. apply Z.leb_le in H. now apply Z.ltb_ge. Qed.

Lemma end_nonneg_spec e : end_nonneg e = true -> 0 <= end_value e.
Proof.
  destruct e as [[a b] o]. unfold end_nonneg, end_value. intros H. apply orb_true_iff in H. destruct H as [H|H].
  - apply andb_true_iff in H. destruct H as [A B]. apply Q2R_leb in A. apply Q2R_leb in B.
    pose proof PI_RGT_0. nra.
  - apply (nonneg_spec _ _ H). apply inside_add; [apply inside_rational|].
    apply inside_mul; [apply inside_rational | apply inside_pi].
Qed.

Definition end_positive (e : end_) : bool :=
  let '(a, b, _) := e in
  (Z.leb 0 (Qnum a) && Z.ltb 0 (Qnum b)) || positive_interval (end_interval a b).

Lemma end_positive_spec e : end_positive e = true -> 0 < end_value e.
Proof.
  destruct e as [[a b] o]. unfold end_positive, end_value. intros H. apply orb_true_iff in H. destruct H as [H|H].
  - apply andb_true_iff in H. destruct H as [A B]. apply Q2R_leb in A. apply Z.ltb_lt in B. pose proof PI_RGT_0.
    assert (0 < Q2R b) by (unfold Q2R; apply Rmult_lt_0_compat; [now apply IZR_lt | apply Rinv_0_lt_compat, IZR_lt; lia]).
    nra.
  - apply (positive_interval_spec _ _ H). apply inside_add; [apply inside_rational|].
    apply inside_mul; [apply inside_rational | apply inside_pi].
Qed.

(** A range of a variable: what is enclosed, and exact ends. *)
Record range := Range { enclosed : enclosure; exact_ends : option end_ * option end_ }.

Definition in_range (r : range) (x : R) : Prop := encloses (enclosed r) x /\ within (exact_ends r) x.

Definition no_range : range := Range everything (None, None).

Definition in_box (box : list range) (env : environment) : Prop := forall v, in_range (nth v box no_range) (nth v env 0).

Fixpoint rational_term (t : term) : option Q :=
  match t with
  | TZ z => Some (inject_Z z)
  | TQ n d => Some (Qmake n d)
  | TUn Neg a => match rational_term a with Some q => Some (times (-1) q) | None => None end
  | _ => None
  end.

Lemma rational_term_spec env t q : rational_term t = Some q -> value env t = Q2R q.
Proof.
  revert q. induction t; intros q; cbn [rational_term]; try discriminate.
  - injection 1 as <-. symmetry. apply Q2R_Z.
  - injection 1 as <-. reflexivity.
  - destruct f; try discriminate. destruct (rational_term t) as [p|]; [|discriminate]. injection 1 as <-.
    cbn [value unary_value]. rewrite (IHt p eq_refl), Q2R_times'. unfold Q2R at 2. simpl. lra.
Qed.

Definition nowhere : option end_ * option end_ := (None, None).

(** Products of what is not negative and inverses of what is positive, where the ends are rational. *)
Definition rational_end (e : option end_) : option (Q * bool) :=
  match e with Some (a, b, o) => if is_zero b then Some (a, o) else None | None => None end.

Definition ends_product (d e : option end_ * option end_) : option end_ * option end_ :=
  match rational_end (fst d), rational_end (fst e) with
  | Some (a, o), Some (b, o') =>
      if Z.leb 0 (Qnum a) && Z.leb 0 (Qnum b) then
        (Some (times a b, 0%Q, o && o'),
         match rational_end (snd d), rational_end (snd e) with
         | Some (a, o), Some (b, o') => Some (times a b, 0%Q, o && o')
         | _, _ => None
         end)
      else nowhere
  | _, _ => nowhere
  end.

Definition ends_inverse (e : option end_ * option end_) : option end_ * option end_ :=
  match rational_end (fst e) with
  | Some (a, o) =>
      if Z.ltb 0 (Qnum a) then
        (match rational_end (snd e) with Some (b, o') => Some (Qinv b, 0%Q, o') | None => Some (0%Q, 0%Q, true) end,
         Some (Qinv a, 0%Q, o))
      else nowhere
  | None => nowhere
  end.

Lemma rational_end_value e a o : rational_end e = Some (a, o) -> exists b, e = Some (a, b, o) /\ Q2R b = 0.
Proof.
  destruct e as [[[a' b] o']|]; cbn; [|discriminate]. destruct (is_zero b) eqn:Z; [|discriminate].
  injection 1 as <- <-. exists b. split; [reflexivity | now apply is_zero_true].
Qed.

Lemma rational_lower e a o x : rational_end e = Some (a, o) -> lower_holds e x -> if o then Q2R a < x else Q2R a <= x.
Proof. intros E. destruct (rational_end_value _ _ _ E) as [b [-> Z]]. cbn. rewrite Z. destruct o; lra. Qed.

Lemma rational_upper e a o x : rational_end e = Some (a, o) -> upper_holds e x -> if o then x < Q2R a else x <= Q2R a.
Proof. intros E. destruct (rational_end_value _ _ _ E) as [b [-> Z]]. cbn. rewrite Z. destruct o; lra. Qed.

Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma within_product d e x y : within d x -> within e y -> within (ends_product d e) (x * y).
Proof.
  intros [Lx Ux] [Ly Uy]. unfold ends_product.
  destruct (rational_end (fst d)) as [[a o]|] eqn:E; [|split; exact I].
  destruct (rational_end (fst e)) as [[b o']|] eqn:E'; [|split; exact I].
  destruct (Z.leb 0 (Qnum a)) eqn:A; [|split; exact I]. destruct (Z.leb 0 (Qnum b)) eqn:B; [|split; exact I].
  apply Q2R_leb in A. apply Q2R_leb in B. apply (rational_lower _ _ _ _ E) in Lx. apply (rational_lower _ _ _ _ E') in Ly.
  assert (Hx : Q2R a <= x) by (destruct o; lra). assert (Hy : Q2R b <= y) by (destruct o'; lra).
  cbn [andb]. split; cbn [fst snd].
  - cbn. rewrite Q2R_times', Q2R_zero. destruct o, o'; cbn; nra.
  - destruct (rational_end (snd d)) as [[c p]|] eqn:F; [|exact I]. destruct (rational_end (snd e)) as [[f p']|] eqn:F'; [|exact I].
    apply (rational_upper _ _ _ _ F) in Ux. apply (rational_upper _ _ _ _ F') in Uy.
    assert (Kx : x <= Q2R c) by (destruct p; lra). assert (Ky : y <= Q2R f) by (destruct p'; lra).
    cbn. rewrite Q2R_times', Q2R_zero. destruct p, p'; cbn; nra.
Qed.

Lemma Q2R_inverse a : 0 < Q2R a -> Q2R (Qinv a) = / Q2R a.
Proof. intros H. apply Q2R_inv. intros K. apply Qeq_eqR in K. rewrite K, Q2R_zero in H. lra. Qed.

Lemma within_inverse e x : within e x -> within (ends_inverse e) (/ x).
Proof.
  intros [L U]. unfold ends_inverse. destruct (rational_end (fst e)) as [[a o]|] eqn:E; [|split; exact I].
  destruct (Z.ltb 0 (Qnum a)) eqn:A; [|split; exact I]. apply Z.ltb_lt, IZR_lt in A.
  assert (P : 0 < Q2R a) by (apply Rmult_lt_0_compat; [exact A | apply Rinv_0_lt_compat, IZR_lt; lia]).
  apply (rational_lower _ _ _ _ E) in L. assert (Hx : Q2R a <= x) by (destruct o; lra). split; cbn [fst snd].
  - destruct (rational_end (snd e)) as [[b p]|] eqn:F.
    2: { cbn. rewrite Q2R_zero, Rmult_0_l, Rplus_0_r. apply Rinv_0_lt_compat. lra. }
    apply (rational_upper _ _ _ _ F) in U. assert (Kx : x <= Q2R b) by (destruct p; lra).
    cbn. rewrite Q2R_inverse, Q2R_zero by lra. rewrite Rmult_0_l, Rplus_0_r.
    destruct p; [apply Rinv_lt_contravar; [nra | exact U] | apply Rinv_le_contravar; lra].
  - cbn. rewrite Q2R_inverse, Q2R_zero by exact P. rewrite Rmult_0_l, Rplus_0_r.
    destruct o; [apply Rinv_lt_contravar; [nra | exact L] | apply Rinv_le_contravar; lra].
Qed.

Fixpoint linear (box : list range) (t : term) : option end_ * option end_ :=
  match t with
  | TVar v => exact_ends (nth v box no_range)
  | TZ z => (Some (inject_Z z, 0%Q, false), Some (inject_Z z, 0%Q, false))
  | TQ n d => (Some (Qmake n d, 0%Q, false), Some (Qmake n d, 0%Q, false))
  | TPi => (Some (0%Q, 1%Q, false), Some (0%Q, 1%Q, false))
  | TUn Neg a => ends_scaled (-1) (linear box a)
  | TBin Add a b => ends_sum (linear box a) (linear box b)
  | TBin Sub a b => ends_sum (linear box a) (ends_scaled (-1) (linear box b))
  | TBin Mul a b =>
      match rational_term a with
      | Some c => ends_scaled c (linear box b)
      | None =>
          match rational_term b with
          | Some c => ends_scaled c (linear box a)
          | None => ends_product (linear box a) (linear box b)
          end
      end
  | TBin Div a b =>
      match rational_term b with
      | Some c => if is_zero c then nowhere else ends_scaled (Qinv c) (linear box a)
      | None => ends_product (linear box a) (ends_inverse (linear box b))
      end
  | _ => nowhere
  end.

Lemma within_nowhere x : within nowhere x.
Proof. split; exact I. Qed.

Lemma linear_spec box env t : in_box box env -> within (linear box t) (value env t).
Proof.
  intros B. assert (M : Q2R (-1) = -1) by (unfold Q2R; simpl; lra).
  induction t; cbn [linear value]; try apply within_nowhere.
  - apply B.
  - split; cbn; rewrite Q2R_Z; unfold Q2R; simpl; lra.
  - split; cbn; rewrite Q2R_fraction; unfold Q2R; simpl; lra.
  - split; cbn; unfold Q2R; simpl; lra.
  - destruct f; try apply within_nowhere. cbn [unary_value].
    replace (- value env t) with (Q2R (-1) * value env t) by (rewrite M; ring). now apply within_scaled.
  - destruct f; try apply within_nowhere; cbn [binary_value].
    + now apply within_sum.
    + replace (value env t1 - value env t2) with (value env t1 + Q2R (-1) * value env t2) by (rewrite M; ring).
      apply within_sum; [exact IHt1 | now apply within_scaled].
    + destruct (rational_term t1) as [c|] eqn:E.
      * rewrite (rational_term_spec env _ _ E). now apply within_scaled.
      * destruct (rational_term t2) as [c|] eqn:E'; [|now apply within_product].
        rewrite (rational_term_spec env _ _ E'), Rmult_comm. now apply within_scaled.
    + destruct (rational_term t2) as [c|] eqn:E; [|apply within_product; [exact IHt1 | now apply within_inverse]].
      destruct (is_zero c) eqn:Z; [apply within_nowhere|]. pose proof (is_zero_false _ Z) as N.
      rewrite (rational_term_spec env _ _ E). unfold Rdiv. rewrite Rmult_comm.
      rewrite <- Q2R_inv by (intros K; apply N; apply Qeq_eqR in K; rewrite K; unfold Q2R; simpl; lra).
      now apply within_scaled.
Qed.

(** * The sign of the sine between multiples of pi *)

(** Whether the ends lie between [k pi] and [(k + 1) pi], and whether strictly. *)
Definition between (e : option end_ * option end_) (k : Z) : option bool :=
  match e with
  | (Some (a, b, o), Some (a', b', o')) =>
      let low := (a, plus b (inject_Z (- k)), false) in
      let high := (times (-1) a', plus (inject_Z (k + 1)) (times (-1) b'), false) in
      if end_nonneg low && end_nonneg high then Some ((o || end_positive low) && (o' || end_positive high)) else None
  | _ => None
  end.

Lemma between_spec e k s x : between e k = Some s -> within e x ->
  IZR k * PI <= x <= IZR (k + 1) * PI /\ (s = true -> IZR k * PI < x < IZR (k + 1) * PI).
Proof.
  destruct e as [[[[a b] o]|] [[[a' b'] o']|]]; try discriminate. cbn [between].
  set (low := (a, _, false)). set (high := (times (-1) a', _, false)).
  destruct (end_nonneg low) eqn:E; [|discriminate]. destruct (end_nonneg high) eqn:E'; [|discriminate].
  injection 1 as <-. intros [L U]. cbn in L, U.
  apply end_nonneg_spec in E. apply end_nonneg_spec in E'. pose proof (end_positive_spec low) as P.
  pose proof (end_positive_spec high) as P'. unfold low, high in E, E', P, P'. cbn [end_value] in *.
  rewrite Q2R_plus', Q2R_Z, opp_IZR in E, P. rewrite Q2R_plus', !Q2R_times', Q2R_Z in E', P'.
  replace (Q2R (-1)) with (-1) in E', P' by (unfold Q2R; simpl; lra).
  split.
  - destruct o, o'; nra.
  - intros S. apply andb_true_iff in S. destruct S as [S S']. apply orb_true_iff in S, S'. split.
    + destruct S as [->|S]; [nra|]. specialize (P S). destruct o; nra.
    + destruct S' as [->|S']; [nra|]. specialize (P' S'). destruct o'; nra.
Qed.

Lemma sine_sign k x : IZR k * PI <= x <= IZR (k + 1) * PI ->
  (0 <= if Z.even k then sin x else - sin x)
  /\ (IZR k * PI < x < IZR (k + 1) * PI -> 0 < if Z.even k then sin x else - sin x).
Proof.
  intros H. set (t := x - IZR k * PI). rewrite plus_IZR in *.
  assert (E : sin x = if Z.even k then sin t else - sin t).
  { pose proof (circle_turned true (2 * k) t) as C. unfold circle in C. rewrite mult_IZR in C.
    replace (t + 2 * IZR k * (PI / 2)) with x in C by (unfold t; field). rewrite C. unfold turned.
    destruct (Z.even k) eqn:P.
    - apply Z.even_spec in P. destruct P as [j ->].
      replace ((2 * (2 * j)) mod 4)%Z with 0%Z; [reflexivity|].
      replace (2 * (2 * j))%Z with (j * 4)%Z by ring. now rewrite Z.mod_mul.
    - assert (O : Z.odd k = true) by (rewrite <- Z.negb_even, P; reflexivity).
      apply Z.odd_spec in O. destruct O as [j ->].
      replace ((2 * (2 * j + 1)) mod 4)%Z with 2%Z; [reflexivity|].
      replace (2 * (2 * j + 1))%Z with (2 + j * 4)%Z by ring. now rewrite Z.mod_add. }
  rewrite E. assert (T : 0 <= t <= PI) by (unfold t; lra).
  pose proof (sin_ge_0 t (proj1 T) (proj2 T)) as S. split.
  - destruct (Z.even k); lra.
  - intros L. assert (S' : 0 < sin t) by (apply sin_gt_0; unfold t; lra). destruct (Z.even k); lra.
Qed.

Fixpoint sine_among (e : option end_ * option end_) (ks : list Z) (a : enclosure) : enclosure :=
  match ks with
  | [] => a
  | k :: ks =>
      match between e k with
      | Some s => if Z.even k then raised s a else negated (raised s (negated a))
      | None => sine_among e ks a
      end
  end.

Lemma sine_among_spec e ks a x : within e x -> encloses a (sin x) -> encloses (sine_among e ks a) (sin x).
Proof.
  intros W H. induction ks as [|k ks IH]; cbn [sine_among]; [exact H|].
  destruct (between e k) as [s|] eqn:B; [|exact IH].
  destruct (between_spec e k s x B W) as [Le Lt]. destruct (sine_sign k x Le) as [S T].
  destruct (Z.even k).
  - apply encloses_raised; [exact H|]. destruct s; auto.
  - rewrite <- (Ropp_involutive (sin x)). apply encloses_negated, encloses_raised; [now apply encloses_negated|].
    destruct s; auto.
Qed.

Definition sine_of (e : option end_ * option end_) (a : enclosure) : enclosure :=
  sine_among e [0; -1; 1; -2; 2; -3]%Z (plain (I.sin prec (interval a))).

Lemma encloses_sine e a x : within e x -> encloses a x -> encloses (sine_of e a) (sin x).
Proof. intros W [H _]. apply sine_among_spec; [exact W|]. apply encloses_plain, inside_sin, H. Qed.

Definition shifted (e : option end_ * option end_) := ends_sum e (Some (0%Q, half, false), Some (0%Q, half, false)).

Lemma within_shifted e x : within e x -> within (shifted e) (x + PI / 2).
Proof. intros W. apply within_sum; [exact W|]. split; cbn; unfold Q2R; simpl; lra. Qed.

(** Strictly between two multiples of pi. *)
Definition strictly_among (e : option end_ * option end_) : bool :=
  existsb (fun k => match between e k with Some true => true | _ => false end) [0; -1; 1; -2; 2; -3]%Z.

Lemma strictly_among_spec e x : strictly_among e = true -> within e x -> sin x <> 0.
Proof.
  intros H W. apply existsb_exists in H. destruct H as [k [_ H]].
  destruct (between e k) as [[]|] eqn:B; try discriminate. destruct (between_spec e k true x B W) as [Le Lt].
  destruct (sine_sign k x Le) as [_ S]. specialize (S (Lt eq_refl)). destruct (Z.even k); lra.
Qed.

Definition halved (e : option end_ * option end_) := ends_scaled half e.

Lemma within_halved e x : within e x -> within (halved e) (x / 2).
Proof.
  intros W. replace (x / 2) with (Q2R half * x) by (unfold Q2R, half; simpl; field). now apply within_scaled.
Qed.

(** Where the cosine is less than 1, or more than -1. *)
Definition cosine_of (e : option end_ * option end_) (a : enclosure) : enclosure :=
  let b := sine_among (shifted e) [0; -1; 1; -2; 2; -3]%Z (plain (I.cos prec (interval a))) in
  let i := interval b in
  Enclosure i (above b || (strictly_among (shifted (halved e)) && I.subset (I.fromZ prec (-1)) i))
    (beneath b || (strictly_among (halved e) && I.subset (I.fromZ prec 1) i)).

Lemma encloses_cosine e a x : within e x -> encloses a x -> encloses (cosine_of e a) (cos x).
Proof.
  intros W [H _]. set (b := sine_among (shifted e) [0; -1; 1; -2; 2; -3]%Z (plain (I.cos prec (interval a)))).
  assert (B : encloses b (cos x)).
  { replace (cos x) with (sin (x + PI / 2)) by (rewrite sin_plus, sin_PI2, cos_PI2; ring).
    apply sine_among_spec; [now apply within_shifted|].
    replace (sin (x + PI / 2)) with (cos x) by (rewrite sin_plus, sin_PI2, cos_PI2; ring).
    apply encloses_plain, inside_cos, H. }
  pose proof (within_halved e x W) as V. pose proof (sin2_cos2 (x / 2)) as P. unfold Rsqr in P.
  destruct B as [Bi [Ba Bb]]. unfold cosine_of. cbv zeta. fold b. split; [exact Bi|]. split; cbn [above beneath interval].
  - intros E. apply orb_true_iff in E. destruct E as [E|E]; [now apply Ba|].
    apply andb_true_iff in E. destruct E as [S K]. exists (-1). split.
    + exact (inside_subset _ _ _ K (I.fromZ_correct prec (-1))).
    + pose proof (strictly_among_spec _ _ S (within_shifted _ _ V)) as N.
      rewrite sin_plus, sin_PI2, cos_PI2 in N. replace x with (2 * (x / 2)) by field. rewrite cos_2a_cos.
      assert (C : cos (x / 2) <> 0) by (intros Z; apply N; rewrite Z; ring). nra.
  - intros E. apply orb_true_iff in E. destruct E as [E|E]; [now apply Bb|].
    apply andb_true_iff in E. destruct E as [S K]. exists 1. split.
    + exact (inside_subset _ _ _ K (I.fromZ_correct prec 1)).
    + pose proof (strictly_among_spec _ _ S V) as N. replace x with (2 * (x / 2)) by field. rewrite cos_2a_sin. nra.
Qed.
