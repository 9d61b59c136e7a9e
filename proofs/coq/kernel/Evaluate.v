(** The natural enclosure of a term over a box, and whether the term is defined there. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Enclosures.
Import ListNotations.
Local Open Scope R_scope.

(** Terms known not to be negative, or to be positive. *)
Definition signs := list (term * bool).

Definition has_sign (strict : bool) (x : R) : Prop := if strict then 0 < x else 0 <= x.

Definition signs_hold (env : environment) (ks : signs) : Prop :=
  forall k s, In (k, s) ks -> defined env k -> has_sign s (value env k).

(** [k] is the negation of [t], as the difference of a relation [t < 0] is. *)
Definition opposite (k t : term) : bool := same k (TBin Sub (TZ 0) t) || same k (TUn Neg t).

Lemma opposite_spec env k t : opposite k t = true -> defined env t -> defined env k /\ value env k = - value env t.
Proof.
  unfold opposite. intros H D. apply orb_true_iff in H. destruct H as [H|H]; apply same_eq in H; subst k; cbn.
  - split; [tauto | ring].
  - split; [tauto | reflexivity].
Qed.

Fixpoint sharpened (ks : signs) (t : term) (a : enclosure) : enclosure :=
  match ks with
  | [] => a
  | (k, s) :: ks => sharpened ks t (if same k t then raised s a else if opposite k t then negated (raised s (negated a)) else a)
  end.

Lemma encloses_sharpened env ks t a : signs_hold env ks -> defined env t -> encloses a (value env t) ->
  encloses (sharpened ks t a) (value env t).
Proof.
  intros K D. revert a. induction ks as [|[k s] ks IH]; intros a H; cbn [sharpened]; [exact H|].
  apply IH; [intros k' s' I; apply K; now right|].
  destruct (same k t) eqn:E.
  - apply same_eq in E. subst k. apply encloses_raised; [exact H | apply K; [now left | exact D]].
  - destruct (opposite k t) eqn:O; [|exact H]. destruct (opposite_spec env k t O D) as [Dk V].
    rewrite <- (Ropp_involutive (value env t)). apply encloses_negated, encloses_raised; [now apply encloses_negated|].
    rewrite <- V. apply K; [now left | exact Dk].
Qed.

(** * Arc functions *)

Lemma acos_half_angle u : -1 < u <= 1 -> acos u = 2 * atan (sqrt ((1 - u) * / (1 + u))).
Proof.
  intros Hu. change ((1 - u) * / (1 + u)) with ((1 - u) / (1 + u)). set (y := sqrt ((1 - u) / (1 + u))).
  assert (Hq : 0 <= (1 - u) / (1 + u)).
  { apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra]. }
  assert (Hy : 0 <= y) by apply sqrt_pos.
  assert (Ey : y ^ 2 = (1 - u) / (1 + u)) by (apply pow2_sqrt; exact Hq).
  assert (H0 : 0 <= atan y).
  { destruct (Rle_lt_or_eq_dec 0 y Hy) as [H| <-]; [|rewrite atan_0; lra].
    left. rewrite <- atan_0. now apply atan_increasing. }
  pose proof (atan_bound y) as [_ H1].
  replace u with (cos (2 * atan y)) at 1; [apply acos_cos; lra|].
  assert (C : cos (atan y) <> 0) by (apply Rgt_not_eq, cos_gt_0; lra).
  assert (T : sin (atan y) = y * cos (atan y)).
  { rewrite <- (tan_atan y) at 2. unfold tan. field. exact C. }
  pose proof (sin2_cos2 (atan y)) as S. unfold Rsqr in S. rewrite T in S.
  assert (K : cos (atan y) ^ 2 * (1 + y ^ 2) = 1) by (simpl; lra).
  rewrite Ey in K.
  assert (K' : cos (atan y) ^ 2 = (1 + u) / 2).
  { replace (1 + (1 - u) / (1 + u)) with (2 / (1 + u)) in K by (field; lra).
    apply Rmult_eq_reg_r with (2 / (1 + u)).
    - rewrite K. field. lra.
    - apply Rgt_not_eq, Rdiv_lt_0_compat; lra. }
  rewrite cos_2a_cos. replace (2 * cos (atan y) * cos (atan y)) with (2 * cos (atan y) ^ 2) by ring.
  rewrite K'. field.
Qed.

Definition number (z : Z) : enclosure := plain (I.fromZ prec z).

Lemma encloses_number z : encloses (number z) (IZR z).
Proof. apply encloses_plain. apply I.fromZ_correct. Qed.

Definition rooted (a : enclosure) : enclosure := Enclosure (I.sqrt prec (interval a)) (above a) (beneath a).

Lemma encloses_rooted a x : is_nonneg a = true -> encloses a x -> encloses (rooted a) (sqrt x).
Proof.
  intros N H. pose proof (is_nonneg_spec _ _ N H) as P. apply (increasing sqrt _ a x H).
  - intros y. apply inside_sqrt.
  - intros y Hy Lt. apply sqrt_lt_1; [now apply (nonneg_spec _ _ N) | exact P | exact Lt].
  - intros y Hy Lt. apply sqrt_lt_1; lra.
Qed.

Definition arctangent_of (a : enclosure) : enclosure := Enclosure (I.atan prec (interval a)) (above a) (beneath a).

Lemma encloses_arctangent a x : encloses a x -> encloses (arctangent_of a) (atan x).
Proof.
  intros H. apply (increasing atan _ a x H).
  - intros y. apply inside_atan.
  - intros y _ Lt. now apply atan_increasing.
  - intros y _ Lt. now apply atan_increasing.
Qed.

(** [None] unless the argument lies between -1 and 1. *)
Definition arccosine_of (a : enclosure) : option enclosure :=
  let low := added (number 1) a in
  let high := added (number 1) (negated a) in
  if is_nonneg low && is_nonneg high then
    Some (if is_pos low then
            match inverse_of low with
            | Some r =>
                let q := multiplied high r in
                if is_nonneg q then multiplied (number 2) (arctangent_of (rooted q))
                else plain (I.join I.zero (I.pi prec))
            | None => plain (I.join I.zero (I.pi prec))
            end
          else plain (I.join I.zero (I.pi prec)))
  else None.

Lemma inside_zero_pi x : 0 <= x <= PI -> inside (I.join I.zero (I.pi prec)) x.
Proof.
  intros H. assert (L : inside (I.join I.zero (I.pi prec)) 0) by apply inside_join_l, inside_zero.
  assert (U : inside (I.join I.zero (I.pi prec)) PI) by apply inside_join_r, inside_pi.
  unfold inside in *. destruct (I.convert _) as [|l u]; [exact I|]. cbn in *.
  destruct l, u; lra.
Qed.

Lemma encloses_arccosine a b x : arccosine_of a = Some b -> encloses a x -> -1 <= x <= 1 /\ encloses b (acos x).
Proof.
  unfold arccosine_of. intros E H.
  assert (L := encloses_added _ _ _ _ (encloses_number 1) H).
  assert (U := encloses_added _ _ _ _ (encloses_number 1) (encloses_negated _ _ H)).
  set (low := added (number 1) a) in *. set (high := added (number 1) (negated a)) in *.
  destruct (is_nonneg low) eqn:N; [|discriminate]. destruct (is_nonneg high) eqn:M; [|discriminate]. injection E as <-.
  pose proof (is_nonneg_spec _ _ N L). pose proof (is_nonneg_spec _ _ M U).
  split; [lra|].
  assert (D : encloses (plain (I.join I.zero (I.pi prec))) (acos x)).
  { apply encloses_plain, inside_zero_pi, acos_bound. }
  destruct (is_pos low) eqn:P; [|exact D]. pose proof (is_pos_spec _ _ P L).
  destruct (inverse_of low) as [r|] eqn:R; [|exact D]. destruct (encloses_inverse _ _ _ R L) as [_ V].
  destruct (is_nonneg (multiplied high r)) eqn:Q; [|exact D].
  rewrite acos_half_angle by lra. apply encloses_multiplied; [apply encloses_number|].
  apply encloses_arctangent, encloses_rooted; [exact Q|]. apply encloses_multiplied; [exact U | exact V].
Qed.

(** * One operation *)

Definition exponential_of (a : enclosure) : enclosure :=
  raised true (Enclosure (I.exp prec (interval a)) (above a) (beneath a)).

Lemma encloses_exponential a x : encloses a x -> encloses (exponential_of a) (exp x).
Proof.
  intros H. apply encloses_raised; [|apply exp_pos]. apply (increasing exp _ a x H).
  - intros y. apply inside_exp.
  - intros y _ Lt. now apply exp_increasing.
  - intros y _ Lt. now apply exp_increasing.
Qed.

Definition with_sign_of (a b : enclosure) : enclosure :=
  if is_pos a then raised true b
  else if is_nonneg a then raised false b
  else if is_pos (negated a) then negated (raised true (negated b))
  else if is_nonneg (negated a) then negated (raised false (negated b))
  else b.

Lemma encloses_with_sign_of a b x : encloses a x -> encloses b x -> encloses (with_sign_of a b) x.
Proof.
  intros Ha Hb. unfold with_sign_of.
  destruct (is_pos a) eqn:P; [apply encloses_raised; [exact Hb | now apply is_pos_spec with a]|].
  destruct (is_nonneg a) eqn:N; [apply encloses_raised; [exact Hb | now apply is_nonneg_spec with a]|].
  apply encloses_negated in Ha. rewrite <- (Ropp_involutive x).
  destruct (is_pos (negated a)) eqn:P'.
  { apply encloses_negated, encloses_raised; [now apply encloses_negated | now apply is_pos_spec with (negated a)]. }
  destruct (is_nonneg (negated a)) eqn:N'.
  { apply encloses_negated, encloses_raised; [now apply encloses_negated | now apply is_nonneg_spec with (negated a)]. }
  now rewrite Ropp_involutive.
Qed.

(** With the sign that another number has of which this one has the sign. *)
Definition signed_like (a b : enclosure) : enclosure :=
  if is_pos a then raised true b
  else if is_nonneg a then raised false b
  else if is_pos (negated a) then negated (raised true (negated b))
  else if is_nonneg (negated a) then negated (raised false (negated b))
  else b.

Lemma encloses_signed_like a b x y : encloses a x -> encloses b y -> (0 < x -> 0 < y) -> (x < 0 -> y < 0) -> (x = 0 -> y = 0) ->
  encloses (signed_like a b) y.
Proof.
  intros Ha Hb P N Z. unfold signed_like.
  destruct (is_pos a) eqn:A; [apply encloses_raised; [exact Hb | apply P; now apply is_pos_spec with a]|].
  destruct (is_nonneg a) eqn:B.
  { apply encloses_raised; [exact Hb|]. pose proof (is_nonneg_spec _ _ B Ha) as K. destruct (Req_dec x 0) as [E|E]; [rewrite Z; lra|].
    left. apply P. lra. }
  apply encloses_negated in Ha. rewrite <- (Ropp_involutive y).
  destruct (is_pos (negated a)) eqn:C.
  { apply encloses_negated, encloses_raised; [now apply encloses_negated|]. pose proof (is_pos_spec _ _ C Ha).
    specialize (N ltac:(lra)). lra. }
  destruct (is_nonneg (negated a)) eqn:D.
  { apply encloses_negated, encloses_raised; [now apply encloses_negated|]. pose proof (is_nonneg_spec _ _ D Ha) as K.
    destruct (Req_dec x 0) as [E|E]; [rewrite Z; lra|]. specialize (N ltac:(lra)). lra. }
  now rewrite Ropp_involutive.
Qed.

Lemma sign_of_asin x : -1 <= x <= 1 -> (0 < x -> 0 < asin x) /\ (x < 0 -> asin x < 0) /\ (x = 0 -> asin x = 0).
Proof.
  assert (P : forall y, -1 <= y <= 1 -> 0 < y -> 0 < asin y).
  { intros y [A B] Y. pose proof (asin_bound y) as H. pose proof PI_RGT_0. pose proof (sin_asin y (conj A B)) as S.
    destruct (Rlt_or_le 0 (asin y)) as [K|K]; [exact K|]. exfalso.
    assert (sin (- asin y) >= 0) by (apply Rle_ge, sin_ge_0; lra). rewrite sin_neg, S in H1. lra. }
  intros D. split; [now apply P|]. split.
  - intros N. pose proof (P (- x) ltac:(lra) ltac:(lra)) as H. rewrite asin_opp in H. lra.
  - intros ->. apply asin_0.
Qed.

(** The logarithm where its argument may come near 0: it is below the argument less 1. *)
Definition logarithm_below (a : enclosure) : enclosure :=
  let b := added a (negated (number 1)) in Enclosure (I.lower_extent (interval b)) false (beneath b).

Lemma ln_at_most x : 0 < x -> ln x <= x - 1.
Proof.
  intros X. destruct (Req_dec x 1) as [->|N]; [rewrite ln_1; lra|].
  pose proof (exp_ineq1_le (ln x)) as E. rewrite exp_ln in E by exact X. lra.
Qed.

Lemma encloses_logarithm_below a x : encloses a x -> 0 < x -> encloses (logarithm_below a) (ln x).
Proof.
  intros H X. assert (L : ln x <= x + - 1) by (pose proof (ln_at_most x X); lra).
  pose proof (encloses_added _ _ _ _ H (encloses_negated _ _ (encloses_number 1))) as [K [_ U]].
  set (b := added a (negated (number 1))) in *. split; [exact (I.lower_extent_correct _ _ _ K L)|]. split; [discriminate|].
  cbn [beneath logarithm_below interval]. intros B. destruct (U B) as [y [Hy Lt]]. exists y. split; [|lra].
  exact (I.lower_extent_correct _ _ _ Hy (Rle_refl y)).
Qed.

Definition unary_enclosure (e : option end_ * option end_) (f : unary) (a : enclosure) : option enclosure :=
  match f with
  | Neg => Some (negated a)
  | Abs => Some (absolute a)
  | Sqrt => if is_nonneg a then Some (rooted a) else None
  | Sin => Some (sine_of e a)
  | Cos => Some (cosine_of e a)
  | Tan =>
      match inverse_of (cosine_of e a) with
      | Some r => Some (with_sign_of (multiplied (sine_of e a) r) (plain (I.tan prec (interval a))))
      | None => None
      end
  | Asin =>
      match arccosine_of a with
      | Some b => Some (signed_like a (added (multiplied (plain (rational_interval 1 2)) (plain (I.pi prec))) (negated b)))
      | None => None
      end
  | Acos => arccosine_of a
  | Atan => Some (arctangent_of a)
  | Exp => Some (exponential_of a)
  | Ln =>
      if is_pos a then
        Some (if positive_interval (interval a) then Enclosure (I.ln prec (interval a)) (above a) (beneath a) else logarithm_below a)
      else None
  end.

Lemma encloses_unary e f a b x : unary_enclosure e f a = Some b -> within e x -> encloses a x ->
  unary_domain f x /\ encloses b (unary_value f x).
Proof.
  intros E W H. destruct f; cbn [unary_enclosure unary_domain unary_value] in *.
  - injection E as <-. split; [exact I | now apply encloses_negated].
  - injection E as <-. split; [exact I | now apply encloses_absolute].
  - destruct (is_nonneg a) eqn:N; [|discriminate]. injection E as <-.
    split; [now apply is_nonneg_spec with a | now apply encloses_rooted].
  - injection E as <-. split; [exact I | now apply encloses_sine].
  - injection E as <-. split; [exact I | now apply encloses_cosine].
  - destruct (inverse_of (cosine_of e a)) as [r|] eqn:R; [|discriminate]. injection E as <-.
    destruct (encloses_inverse _ _ _ R (encloses_cosine _ _ _ W H)) as [N V]. split; [exact N|].
    apply encloses_with_sign_of.
    + unfold tan, Rdiv. apply encloses_multiplied; [now apply encloses_sine | exact V].
    + apply encloses_plain, inside_tan; [exact N | apply H].
  - destruct (arccosine_of a) as [c|] eqn:C; [|discriminate]. injection E as <-.
    destruct (encloses_arccosine _ _ _ C H) as [D V]. split; [exact D|].
    destruct (sign_of_asin x D) as [Sp [Sn Sz]]. apply encloses_signed_like with x; try assumption. clear Sp Sn Sz.
    rewrite asin_acos by exact D. apply encloses_added; [|now apply encloses_negated].
    replace (PI / 2) with (1 / 2 * PI) by field.
    apply encloses_multiplied; [exact (encloses_plain _ _ (inside_rational 1 2)) | exact (encloses_plain _ _ inside_pi)].
  - exact (encloses_arccosine _ _ _ E H).
  - injection E as <-. split; [exact I | now apply encloses_arctangent].
  - injection E as <-. split; [exact I | now apply encloses_exponential].
  - destruct (is_pos a) eqn:P; [|discriminate]. injection E as <-. pose proof (is_pos_spec _ _ P H) as X. split; [exact X|].
    destruct (positive_interval (interval a)) eqn:B; [|now apply encloses_logarithm_below].
    destruct H as [K [L U]]. split; [now apply inside_ln|]. split; cbn.
    + intros A. destruct (L A) as [y [Hy Lt]].
      pose proof (positive_interval_spec _ _ B Hy) as Py. exists (ln y). split; [now apply inside_ln | now apply ln_increasing].
    + intros A. destruct (U A) as [y [Hy Lt]]. exists (ln y). split; [apply inside_ln; [lra | exact Hy] | now apply ln_increasing].
Qed.

(** One of two values, which one being decided by the sign of the difference if that is known. *)
Definition binary_enclosure (f : binary) (a b : enclosure) : option enclosure :=
  match f with
  | Add => Some (added a b)
  | Sub => Some (added a (negated b))
  | Mul => Some (multiplied a b)
  | Div => match inverse_of b with Some r => Some (multiplied a r) | None => None end
  | Min =>
      if is_nonneg (added a (negated b)) then Some b
      else if is_nonneg (added b (negated a)) then Some a
      else Some (plain (I.join (interval a) (interval b)))
  | Max =>
      if is_nonneg (added a (negated b)) then Some a
      else if is_nonneg (added b (negated a)) then Some b
      else Some (plain (I.join (interval a) (interval b)))
  end.

Lemma encloses_binary f a b c x y : binary_enclosure f a b = Some c -> encloses a x -> encloses b y ->
  binary_domain f y /\ encloses c (binary_value f x y).
Proof.
  intros E Ha Hb.
  assert (D : encloses (added a (negated b)) (x - y)) by (apply encloses_added; [exact Ha | now apply encloses_negated]).
  assert (D' : encloses (added b (negated a)) (y - x)) by (apply encloses_added; [exact Hb | now apply encloses_negated]).
  destruct f; cbn [binary_enclosure binary_domain binary_value] in *.
  - injection E as <-. split; [exact I | now apply encloses_added].
  - injection E as <-. split; [exact I | exact D].
  - injection E as <-. split; [exact I | now apply encloses_multiplied].
  - destruct (inverse_of b) as [r|] eqn:R; [|discriminate]. injection E as <-.
    destruct (encloses_inverse _ _ _ R Hb) as [N V]. split; [exact N | now apply encloses_multiplied].
  - split; [exact I|]. destruct (is_nonneg (added a (negated b))) eqn:N.
    + injection E as <-. pose proof (is_nonneg_spec _ _ N D). rewrite Rmin_right by lra. exact Hb.
    + destruct (is_nonneg (added b (negated a))) eqn:N'.
      * injection E as <-. pose proof (is_nonneg_spec _ _ N' D'). rewrite Rmin_left by lra. exact Ha.
      * injection E as <-. apply encloses_plain.
        destruct (Rle_or_lt x y) as [L|L]; [rewrite Rmin_left by lra; apply inside_join_l, Ha
                                           | rewrite Rmin_right by lra; apply inside_join_r, Hb].
  - split; [exact I|]. destruct (is_nonneg (added a (negated b))) eqn:N.
    + injection E as <-. pose proof (is_nonneg_spec _ _ N D). rewrite Rmax_left by lra. exact Ha.
    + destruct (is_nonneg (added b (negated a))) eqn:N'.
      * injection E as <-. pose proof (is_nonneg_spec _ _ N' D'). rewrite Rmax_right by lra. exact Hb.
      * injection E as <-. apply encloses_plain.
        destruct (Rle_or_lt x y) as [L|L]; [rewrite Rmax_right by lra; apply inside_join_r, Hb
                                           | rewrite Rmax_left by lra; apply inside_join_l, Ha].
Qed.

(** * Terms *)

(** [x + sqrt (x^2 + 1)], whose logarithm is the inverse hyperbolic sine. *)
Definition is_exponential_of_arcsinh (f : binary) (a b : term) : bool :=
  match f, b with
  | Add, TUn Sqrt (TBin Add (TPow u 2) (TZ 1)) => same a u
  | _, _ => false
  end.

Lemma exponential_of_arcsinh_positive env f a b : is_exponential_of_arcsinh f a b = true -> 0 < binary_value f (value env a) (value env b).
Proof.
  destruct f; try discriminate. destruct b as [| | | |g b| | |]; try discriminate. destruct g; try discriminate.
  destruct b as [| | | | |g b c| |]; try discriminate. destruct g; try discriminate.
  destruct b as [| | | | | |u n|]; try discriminate. destruct n as [|[|[|n]]]; try discriminate.
  destruct c as [|z| | | | | |]; try discriminate. destruct z as [|[p|p|]|]; try discriminate. cbn [is_exponential_of_arcsinh].
  intros S. apply same_eq in S. subst u. cbn [binary_value value unary_value]. set (x := value env a).
  assert (P : Rabs x < sqrt (x ^ 2 + 1)).
  { rewrite <- sqrt_Rsqr_abs. apply sqrt_lt_1; unfold Rsqr; nra. }
  pose proof (Rle_abs (- x)) as A. rewrite Rabs_Ropp in A. lra.
Qed.

(** The sign that exact ends show, where the enclosure does not. *)
Definition by_ends (e : option end_ * option end_) (a : enclosure) : enclosure :=
  let below :=
    match snd e with
    | Some (p, q, o) =>
        let n := (times (-1) p, times (-1) q, o) in
        if end_nonneg n then negated (raised (o || end_positive n) (negated a)) else a
    | None => a
    end in
  match fst e with
  | Some d => if end_nonneg d then raised (snd d || end_positive d) a else below
  | None => below
  end.

Lemma encloses_by_ends e a x : within e x -> encloses a x -> encloses (by_ends e a) x.
Proof.
  intros [L U] H. unfold by_ends.
  match goal with |- encloses (match _ with Some d => _ | None => ?b end) x => set (below := b) end.
  assert (B : encloses below x).
  { unfold below. clear below. destruct (snd e) as [[[p q] o]|]; [|exact H]. cbn in U.
    pose proof (end_nonneg_spec (times (-1) p, times (-1) q, o)) as N. pose proof (end_positive_spec (times (-1) p, times (-1) q, o)) as S.
    cbv zeta. destruct (end_nonneg _); [|exact H]. specialize (N eq_refl). cbn [end_value] in *. rewrite !Q2R_times' in N, S.
    replace (Q2R (-1)) with (-1) in N, S by (unfold Q2R; simpl; lra).
    rewrite <- (Ropp_involutive x). apply encloses_negated, encloses_raised; [now apply encloses_negated|].
    destruct o; cbn [orb]; [lra|]. destruct (end_positive _); [specialize (S eq_refl); lra | lra]. }
  destruct (fst e) as [d|]; [|exact B]. pose proof (end_nonneg_spec d) as N. pose proof (end_positive_spec d) as S.
  destruct (end_nonneg d); [|exact B]. specialize (N eq_refl). cbn in L. apply encloses_raised; [exact H|].
  destruct (snd d); cbn [orb]; [lra|]. destruct (end_positive d); [specialize (S eq_refl); lra | lra].
Qed.

Definition settled_by_ends (box : list range) (f : binary) (t : term) (a : enclosure) : enclosure :=
  match f with
  | Add | Sub => if is_pos a || is_pos (negated a) then a else by_ends (linear box t) a
  | Mul | Div | Min | Max => a
  end.

Lemma encloses_settled box env f t a : in_box box env -> encloses a (value env t) -> encloses (settled_by_ends box f t a) (value env t).
Proof.
  intros B H. unfold settled_by_ends. destruct f; try exact H; (destruct (is_pos a || is_pos (negated a)); [exact H|]);
    apply encloses_by_ends; try exact H; now apply linear_spec.
Qed.

Fixpoint evaluate (box : list range) (ks : signs) (t : term) : option enclosure :=
  match t with
  | TVar v => Some (sharpened ks t (enclosed (nth v box no_range)))
  | TZ z => Some (number z)
  | TQ n d => Some (plain (rational_interval n d))
  | TPi => Some (plain (I.pi prec))
  | TUn f a =>
      match evaluate box ks a with
      | Some x =>
          match unary_enclosure (match f with Sin | Cos | Tan => linear box a | _ => nowhere end) f x with
          | Some y => Some (sharpened ks t y)
          | None => None
          end
      | None => None
      end
  | TBin f a b =>
      match evaluate box ks a with
      | Some x =>
          match evaluate box ks b with
          | Some y =>
              match binary_enclosure f x y with
              | Some z => Some (sharpened ks t (settled_by_ends box f t (if is_exponential_of_arcsinh f a b then raised true z else z)))
              | None => None
              end
          | None => None
          end
      | None => None
      end
  | TPow a n => match evaluate box ks a with Some x => Some (sharpened ks t (powered x n)) | None => None end
  | TInvPow a n =>
      match evaluate box ks a with
      | Some x => match inverse_of x with Some r => Some (sharpened ks t (powered r n)) | None => None end
      | None => None
      end
  end.

Theorem evaluate_spec box ks env t a : in_box box env -> signs_hold env ks -> evaluate box ks t = Some a ->
  defined env t /\ encloses a (value env t).
Proof.
  intros B K. revert a. induction t; intros r E; cbn [evaluate] in E.
  - injection E as <-. split; [exact I|]. apply encloses_sharpened; [exact K | exact I | apply B].
  - injection E as <-. split; [exact I | apply encloses_number].
  - injection E as <-. split; [exact I | exact (encloses_plain _ _ (inside_rational n d))].
  - injection E as <-. split; [exact I | apply encloses_plain, inside_pi].
  - destruct (evaluate box ks t) as [x|] eqn:X; [|discriminate]. destruct (IHt x eq_refl) as [D V].
    destruct (unary_enclosure _ f x) as [y|] eqn:U; [|discriminate]. injection E as <-.
    apply encloses_unary with (x := value env t) in U; [|destruct f; try apply within_nowhere; now apply linear_spec | exact V].
    destruct U as [U1 U2]. split; [split; assumption|].
    apply (encloses_sharpened env ks (TUn f t)); [exact K | split; assumption | exact U2].
  - destruct (evaluate box ks t1) as [x|] eqn:X; [|discriminate]. destruct (IHt1 x eq_refl) as [D V].
    destruct (evaluate box ks t2) as [y|] eqn:Y; [|discriminate]. destruct (IHt2 y eq_refl) as [D' V'].
    destruct (binary_enclosure f x y) as [z|] eqn:U; [|discriminate]. injection E as <-.
    apply encloses_binary with (x := value env t1) (y := value env t2) in U; [|exact V | exact V'].
    destruct U as [U1 U2]. split; [repeat split; assumption|].
    apply (encloses_sharpened env ks (TBin f t1 t2)); [exact K | repeat split; assumption|].
    apply (encloses_settled box env f (TBin f t1 t2)); [exact B|].
    destruct (is_exponential_of_arcsinh f t1 t2) eqn:A; [|exact U2]. apply encloses_raised; [exact U2|].
    now apply exponential_of_arcsinh_positive.
  - destruct (evaluate box ks t) as [x|] eqn:X; [|discriminate]. destruct (IHt x eq_refl) as [D V]. injection E as <-.
    split; [exact D|]. apply (encloses_sharpened env ks (TPow t n)); [exact K | exact D | now apply encloses_powered].
  - destruct (evaluate box ks t) as [x|] eqn:X; [|discriminate]. destruct (IHt x eq_refl) as [D V].
    destruct (inverse_of x) as [y|] eqn:Y; [|discriminate]. injection E as <-.
    destruct (encloses_inverse _ _ _ Y V) as [N W]. split; [split; assumption|].
    apply (encloses_sharpened env ks (TInvPow t n)); [exact K | split; assumption|].
    cbn [value]. rewrite <- pow_inv. now apply encloses_powered.
Qed.

(** The sign of a term by its enclosure, or by the exact ends of its variables if it is linear. *)
Definition linear_sign (strict : bool) (e : option end_ * option end_) : bool :=
  match fst e with
  | Some (a, b, o) =>
      if strict then o && end_nonneg (a, b, o) else end_nonneg (a, b, o)
  | None => false
  end.

Definition enclosure_sign (strict : bool) (a : enclosure) : bool := if strict then is_pos a else is_nonneg a.

Definition natural (box : list range) (ks : signs) (strict : bool) (t : term) : bool :=
  match evaluate box ks t with
  | Some a => enclosure_sign strict a || linear_sign strict (linear box t)
  | None => false
  end.

Lemma enclosure_sign_spec strict a x : enclosure_sign strict a = true -> encloses a x -> has_sign strict x.
Proof. destruct strict; cbn; [apply is_pos_spec | apply is_nonneg_spec]. Qed.

Theorem natural_spec box ks env strict t : in_box box env -> signs_hold env ks -> natural box ks strict t = true ->
  defined env t /\ has_sign strict (value env t).
Proof.
  unfold natural. intros B K H. destruct (evaluate box ks t) as [a|] eqn:E; [|discriminate].
  destruct (evaluate_spec box ks env t a B K E) as [D V]. split; [exact D|].
  apply orb_true_iff in H. destruct H as [H|H]; [now apply enclosure_sign_spec with a|].
  pose proof (linear_spec box env t B) as [L _]. unfold linear_sign in H.
  destruct (fst (linear box t)) as [[[p q] o]|]; [|discriminate]. cbn in L. destruct strict; cbn.
  - apply andb_true_iff in H. destruct H as [-> H]. apply end_nonneg_spec in H. cbn in *. lra.
  - apply end_nonneg_spec in H. cbn in *. destruct o; lra.
Qed.

Definition defined_over (box : list range) (ks : signs) (t : term) : bool :=
  match evaluate box ks t with Some _ => true | None => false end.

Lemma defined_over_spec box ks env t : in_box box env -> signs_hold env ks -> defined_over box ks t = true -> defined env t.
Proof.
  unfold defined_over. intros B K H. destruct (evaluate box ks t) as [a|] eqn:E; [|discriminate].
  now apply (evaluate_spec box ks env t a).
Qed.
