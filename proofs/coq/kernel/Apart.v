(** Logarithms of products and sines of sums taken apart. *)

From Coq Require Import Reals ZArith QArith List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal.
Import ListNotations.
Local Open Scope R_scope.

(** [log |t|] as a term: of products, quotients, powers, roots and exponentials the sum, and else half the logarithm of a
    square, so that the sign of [t] does not matter. *)
Fixpoint log_size (t : term) : term :=
  match t with
  | TBin Mul a b => TBin Add (log_size a) (log_size b)
  | TBin Div a b => TBin Sub (log_size a) (log_size b)
  | TPow a (S n) => TBin Mul (TZ (Z.of_nat (S n))) (log_size a)
  | TInvPow a n => TUn Neg (TBin Mul (TZ (Z.of_nat n)) (log_size a))
  | TUn Neg a => log_size a
  | TUn Sqrt a => TBin Div (log_size a) (TZ 2)
  | TUn Exp a => a
  | TZ 1 => TZ 0
  | _ => TBin Div (TUn Ln (TPow (argument (normal t)) 2)) (TZ 2)
  end.

Lemma ln_Rabs_square x : x <> 0 -> ln (x ^ 2) / 2 = ln (Rabs x).
Proof.
  intros H. assert (P : 0 < Rabs x) by now apply Rabs_pos_lt.
  rewrite <- (pow2_abs x). replace (Rabs x ^ 2) with (Rabs x * Rabs x) by ring. rewrite ln_mult by exact P. field.
Qed.

Lemma ln_pow' x n : 0 < x -> ln (x ^ n) = INR n * ln x.
Proof.
  intros H. induction n as [|n IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR. cbn [pow]. rewrite ln_mult, IH; [ring | exact H | now apply pow_lt].
Qed.

Lemma log_size_spec env t : defined env t -> value env t <> 0 ->
  defined env (log_size t) /\ value env (log_size t) = ln (Rabs (value env t)).
Proof.
  assert (Plain : forall t, defined env t -> value env t <> 0 ->
    defined env (TBin Div (TUn Ln (TPow (argument (normal t)) 2)) (TZ 2))
    /\ value env (TBin Div (TUn Ln (TPow (argument (normal t)) 2)) (TZ 2)) = ln (Rabs (value env t))).
  { intros u D N. destruct (normal_spec env u D) as [V G]. pose proof (argument_good env _ G) as Da.
    pose proof (argument_value env (normal u)) as Va. rewrite V in Va.
    cbn [defined value unary_value binary_value unary_domain binary_domain]. rewrite Va. split.
    - split; [|split; [exact I | lra]]. split; [exact Da|]. rewrite <- Rsqr_pow2. now apply Rlt_0_sqr.
    - now apply ln_Rabs_square. }
  induction t as [v|z|n d| |f a IH|f a IHa b IHb|a IH n|a IH n]; intros D N; try (apply Plain; assumption).
  - destruct z as [|[p|p|]|p]; try (apply Plain; assumption). cbn. split; [exact I|]. rewrite Rabs_R1, ln_1. reflexivity.
  - destruct f; try (apply Plain; assumption); cbn [log_size defined value unary_value unary_domain] in *.
    + destruct IH as [Di Vi]; [tauto | lra|]. split; [exact Di|]. now rewrite Rabs_Ropp.
    + destruct D as [D U]. assert (P : 0 < value env a).
      { destruct U as [U|U]; [exact U|]. elim N. rewrite <- U. apply sqrt_0. }
      destruct IH as [Di Vi]; [exact D | lra|]. cbn [defined binary_domain value binary_value]. split; [split; [exact Di|]; split; [exact I | lra]|].
      rewrite Vi, !Rabs_pos_eq by (try apply sqrt_pos; lra). rewrite <- (sqrt_sqrt (value env a)) at 1 by lra.
      rewrite ln_mult by now apply sqrt_lt_R0. field.
    + split; [apply D|]. rewrite Rabs_pos_eq by (left; apply exp_pos). now rewrite ln_exp.
  - destruct f; try (apply Plain; assumption); cbn [log_size defined value binary_value binary_domain] in *.
    + assert (Na : value env a <> 0) by (intros Z; apply N; rewrite Z; ring).
      assert (Nb : value env b <> 0) by (intros Z; apply N; rewrite Z; ring).
      destruct IHa as [Da Va]; [tauto | exact Na|]. destruct IHb as [Db Vb]; [tauto | exact Nb|].
      split; [tauto|]. rewrite Va, Vb, Rabs_mult, ln_mult by now apply Rabs_pos_lt. reflexivity.
    + destruct D as [D1 [D2 Nb]]. assert (Na : value env a <> 0) by (intros Z; apply N; rewrite Z; unfold Rdiv; ring).
      destruct IHa as [Da Va]; [exact D1 | exact Na|]. destruct IHb as [Db Vb]; [exact D2 | exact Nb|].
      split; [tauto|]. rewrite Va, Vb. unfold Rdiv. rewrite Rabs_mult, Rabs_inv.
      rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; now apply Rabs_pos_lt). reflexivity.
  - destruct n as [|n]; [apply Plain; assumption|]. cbn [log_size defined value binary_value binary_domain] in *.
    assert (Na : value env a <> 0) by (intros Z; apply N; rewrite Z; apply pow_i; lia).
    destruct IH as [Da Va]; [exact D | exact Na|]. split; [tauto|].
    rewrite Va, <- RPow_abs, ln_pow' by now apply Rabs_pos_lt. now rewrite <- INR_IZR_INZ.
  - cbn [log_size defined value unary_value binary_value unary_domain binary_domain] in *. destruct D as [D Na].
    destruct IH as [Da Va]; [exact D | exact Na|]. split; [tauto|].
    rewrite Va, Rabs_inv, <- RPow_abs, ln_Rinv, ln_pow' by (try apply pow_lt; try apply pow_nonzero; try apply Rabs_pos_lt; assumption).
    now rewrite <- INR_IZR_INZ.
Qed.

(** * Sines of sums *)

(** The sine and the cosine of [n] times an angle. *)
Fixpoint multiple (n : nat) (p : term * term) : term * term :=
  match n with
  | O => (TZ 0, TZ 1)
  | S n =>
      let (u, v) := multiple n p in let (s, c) := p in
      (TBin Add (TBin Mul u c) (TBin Mul v s), TBin Sub (TBin Mul v c) (TBin Mul u s))
  end.

Fixpoint circle_of (t : term) : term * term :=
  match t with
  | TBin Add a b =>
      let (s, c) := circle_of a in let (s', c') := circle_of b in
      (TBin Add (TBin Mul s c') (TBin Mul c s'), TBin Sub (TBin Mul c c') (TBin Mul s s'))
  | TBin Sub a b =>
      let (s, c) := circle_of a in let (s', c') := circle_of b in
      (TBin Sub (TBin Mul s c') (TBin Mul c s'), TBin Add (TBin Mul c c') (TBin Mul s s'))
  | TBin Mul (TZ (Zpos n)) a => if Pos.leb n 8 then multiple (Pos.to_nat n) (circle_of a) else (TUn Sin t, TUn Cos t)
  | TUn Neg a => let (s, c) := circle_of a in (TUn Neg s, c)
  | _ => (TUn Sin t, TUn Cos t)
  end.

Definition represents_circle env (p : term * term) (x : R) : Prop :=
  (defined env (fst p) /\ value env (fst p) = sin x) /\ (defined env (snd p) /\ value env (snd p) = cos x).

Lemma multiple_spec env p x n : represents_circle env p x -> represents_circle env (multiple n p) (INR n * x).
Proof.
  intros H. induction n as [|n IH]; cbn [multiple].
  - rewrite Rmult_0_l. split; (split; [exact I|]); cbn; [now rewrite sin_0 | now rewrite cos_0].
  - destruct (multiple n p) as [u v], p as [s c]. destruct H as [[Ds Vs] [Dc Vc]], IH as [[Du Vu] [Dv Vv]].
    cbn [fst snd] in *. rewrite S_INR. replace ((INR n + 1) * x) with (INR n * x + x) by ring.
    split; (split; [cbn; tauto|]); cbn [fst snd value binary_value]; rewrite Vs, Vc, Vu, Vv;
      [rewrite sin_plus; ring | rewrite cos_plus; ring].
Qed.

Lemma circle_of_spec env t : defined env t -> represents_circle env (circle_of t) (value env t).
Proof.
  assert (Plain : forall t, defined env t -> represents_circle env (TUn Sin t, TUn Cos t) (value env t)).
  { intros u D. split; (split; [cbn; tauto | reflexivity]). }
  induction t as [v|z|n d| |f a IH|f a IHa b IHb|a IH n|a IH n]; intros D; try (apply Plain; exact D).
  - destruct f; try (apply Plain; exact D). cbn [circle_of]. destruct (circle_of a) as [s c].
    destruct (IH (proj1 D)) as [[Ds Vs] [Dc Vc]]. cbn [fst snd] in *.
    split; (split; [cbn; tauto|]); cbn [fst snd value unary_value]; [rewrite sin_neg; congruence | rewrite cos_neg; exact Vc].
  - destruct f; try (apply Plain; exact D).
    + cbn [circle_of]. destruct D as [Da [Db _]]. specialize (IHa Da). specialize (IHb Db).
      destruct (circle_of a) as [s c], (circle_of b) as [s' c']. destruct IHa as [[D1 V1] [D2 V2]], IHb as [[D3 V3] [D4 V4]].
      cbn [fst snd] in *. split; (split; [cbn; tauto|]); cbn [fst snd value binary_value]; rewrite V1, V2, V3, V4;
        [rewrite sin_plus; ring | rewrite cos_plus; ring].
    + cbn [circle_of]. destruct D as [Da [Db _]]. specialize (IHa Da). specialize (IHb Db).
      destruct (circle_of a) as [s c], (circle_of b) as [s' c']. destruct IHa as [[D1 V1] [D2 V2]], IHb as [[D3 V3] [D4 V4]].
      cbn [fst snd] in *. split; (split; [cbn; tauto|]); cbn [fst snd value binary_value]; rewrite V1, V2, V3, V4;
        [rewrite sin_minus; ring | rewrite cos_minus; ring].
    + destruct a as [|[|n|n]| | | | | |]; try (apply Plain; exact D). cbn [circle_of].
      destruct (Pos.leb n 8); [|now apply Plain]. destruct D as [_ [Db _]].
      replace (value env (TBin Mul (TZ (Z.pos n)) b)) with (INR (Pos.to_nat n) * value env b).
      * now apply multiple_spec, IHb.
      * cbn [value binary_value]. now rewrite INR_IZR_INZ, positive_nat_Z.
Qed.

(** * Terms taken apart *)

Fixpoint apart (t : term) : term :=
  match t with
  | TVar _ | TZ _ | TQ _ _ | TPi => t
  | TUn Ln a => log_size (apart a)
  | TUn Sin a => fst (circle_of (apart a))
  | TUn Cos a => snd (circle_of (apart a))
  | TUn f a => TUn f (apart a)
  | TBin f a b => TBin f (apart a) (apart b)
  | TPow a n => TPow (apart a) n
  | TInvPow a n => TInvPow (apart a) n
  end.

Theorem apart_spec env t : defined env t -> defined env (apart t) /\ value env (apart t) = value env t.
Proof.
  induction t as [v|z|n d| |f a IH|f a IHa b IHb|a IH n|a IH n]; intros D; try (split; [exact D | reflexivity]).
  - destruct D as [D U]. destruct (IH D) as [Da Va].
    destruct f; cbn [apart defined value unary_value unary_domain] in *;
      try (rewrite Va; split; [split; assumption | reflexivity]).
    + rewrite <- Va. apply (circle_of_spec env _ Da).
    + rewrite <- Va. apply (circle_of_spec env _ Da).
    + rewrite <- Va in U. destruct (log_size_spec env _ Da ltac:(lra)) as [Dl Vl]. split; [exact Dl|].
      rewrite Vl, Rabs_pos_eq by lra. now rewrite Va.
  - destruct D as [D1 [D2 U]]. destruct (IHa D1) as [Da Va], (IHb D2) as [Db Vb].
    cbn [apart defined value]. rewrite Va, Vb. tauto.
  - destruct (IH D) as [Da Va]. cbn [apart defined value]. rewrite Va. tauto.
  - destruct D as [D N]. destruct (IH D) as [Da Va]. cbn [apart defined value]. rewrite Va. tauto.
Qed.
