(** Symbolic derivatives, continuity where a term is defined, and growth (mean value theorem). *)

From Coq Require Import Reals ZArith List Bool Lra Lia.
From Coquelicot Require Import Coquelicot.
From Lemmabox.kernel Require Import Terms Evaluate.
Import ListNotations.
Local Open Scope R_scope.

(** No derivative: nowhere defined. *)
Definition no_term : term := TBin Div (TZ 1) (TZ 0).

(** It is defined only where the term has that derivative. *)
Fixpoint derivative (v : nat) (t : term) : term :=
  if occurs v t then
    match t with
    | TVar _ => TZ 1
    | TZ _ | TQ _ _ | TPi => TZ 0
    | TUn f a =>
        let d := derivative v a in
        match f with
        | Neg => TUn Neg d
        | Abs => TBin Mul d (TBin Div a (TUn Abs a))
        | Sqrt => TBin Div d (TBin Mul (TZ 2) (TUn Sqrt a))
        | Sin => TBin Mul d (TUn Cos a)
        | Cos => TUn Neg (TBin Mul d (TUn Sin a))
        | Tan => TBin Mul d (TBin Add (TZ 1) (TPow (TUn Tan a) 2))
        | Asin => TBin Div d (TUn Sqrt (TBin Sub (TZ 1) (TPow a 2)))
        | Acos => TUn Neg (TBin Div d (TUn Sqrt (TBin Sub (TZ 1) (TPow a 2))))
        | Atan => TBin Div d (TBin Add (TZ 1) (TPow a 2))
        | Exp => TBin Mul d (TUn Exp a)
        | Ln => TBin Div d a
        end
    | TBin f a b =>
        let d := derivative v a in
        let e := derivative v b in
        match f with
        | Add => TBin Add d e
        | Sub => TBin Sub d e
        | Mul => TBin Add (TBin Mul d b) (TBin Mul a e)
        | Div => TBin Div (TBin Sub (TBin Mul d b) (TBin Mul a e)) (TPow b 2)
        | Min | Max => no_term
        end
    | TPow a n => TBin Mul (TBin Mul (TZ (Z.of_nat n)) (TPow a (pred n))) (derivative v a)
    | TInvPow a n => TUn Neg (TBin Mul (TBin Mul (TZ (Z.of_nat n)) (derivative v a)) (TInvPow a (S n)))
    end
  else TZ 0.

Lemma derive_asin x : -1 < x < 1 -> is_derive asin x (/ sqrt (1 - x ^ 2)).
Proof.
  intros H. apply is_derive_Reals. replace (1 - x ^ 2) with (1 - x²) by (unfold Rsqr; ring).
  replace (/ sqrt (1 - x²)) with (derive_pt asin x (derivable_pt_asin x H)).
  - apply derive_pt_eq_1 with (derivable_pt_asin x H). reflexivity.
  - rewrite (derive_pt_asin x H). unfold Rdiv. ring.
Qed.

Lemma derive_acos x : -1 < x < 1 -> is_derive acos x (- / sqrt (1 - x ^ 2)).
Proof.
  intros H. apply is_derive_Reals. replace (1 - x ^ 2) with (1 - x²) by (unfold Rsqr; ring).
  replace (- / sqrt (1 - x²)) with (derive_pt acos x (derivable_pt_acos x H)).
  - apply derive_pt_eq_1 with (derivable_pt_acos x H). reflexivity.
  - rewrite (derive_pt_acos x H). unfold Rdiv. ring.
Qed.

Lemma derive_tan x : cos x <> 0 -> is_derive tan x (1 + tan x ^ 2).
Proof.
  intros H. unfold tan. auto_derive; [exact H|].
  transitivity ((cos x ^ 2 + sin x ^ 2) / cos x ^ 2); field; exact H.
Qed.

Lemma derive_opp x : is_derive Ropp x (-1).
Proof.
  apply is_derive_Reals. replace (-1) with (- (1)) by lra. apply (derivable_pt_lim_opp id x 1), derivable_pt_lim_id.
Qed.

Lemma open_unit x : -1 <= x <= 1 -> sqrt (1 - x ^ 2) <> 0 -> -1 < x < 1.
Proof.
  intros H N. destruct (Req_dec x 1) as [->|A]; [elim N; replace (1 - 1 ^ 2) with 0 by ring; apply sqrt_0|].
  destruct (Req_dec x (-1)) as [->|B]; [elim N; replace (1 - (-1) ^ 2) with 0 by ring; apply sqrt_0|]. lra.
Qed.

Lemma derive_composed (f g : R -> R) x l m : is_derive g x l -> is_derive f (g x) m -> is_derive (fun y => f (g y)) x (l * m).
Proof. intros G H. exact (is_derive_comp f g x m l H G). Qed.

Ltac real_equation := match goal with |- ?a = ?b => change (@eq R a b) end.

Section Derivative.
  Context (env : environment) (v : nat) (L : (v < length env)%nat).

  Let point := nth v env 0.
  Let along (t : term) (x : R) : R := value (update env v x) t.

  Lemma along_point t : along t point = value env t.
  Proof. unfold along, point. now rewrite update_self. Qed.

  Lemma derive_constant t : occurs v t = false -> is_derive (along t) point 0.
  Proof.
    intros O. apply (is_derive_ext (fun _ => value env t)); [|apply (is_derive_const (value env t) point)].
    intros x. symmetry. now apply value_update.
  Qed.

  Theorem derivative_spec t : defined env t -> defined env (derivative v t) ->
    is_derive (along t) point (value env (derivative v t)).
  Proof.
    induction t; intros D D'; cbn [derivative] in *.
    - destruct (occurs v (TVar v0)) eqn:O; [|now apply derive_constant]. cbn in O. apply Nat.eqb_eq in O. subst v0.
      apply (is_derive_ext (fun x => x)); [|apply (is_derive_id point)].
      intros x. unfold along. cbn [value]. rewrite nth_update by exact L. now rewrite Nat.eqb_refl.
    - now apply derive_constant.
    - now apply derive_constant.
    - now apply derive_constant.
    - destruct (occurs v (TUn f t)) eqn:O; [|now apply derive_constant]. destruct D as [D U].
      assert (C : forall m, defined env (derivative v t) -> is_derive (unary_value f) (value env t) m ->
        is_derive (along (TUn f t)) point (value env (derivative v t) * m)).
      { intros m E H. apply (derive_composed (unary_value f) (along t)); [now apply IHt|]. now rewrite along_point. }
      assert (G : forall m x, defined env (derivative v t) -> is_derive (unary_value f) (value env t) m ->
        x = value env (derivative v t) * m -> is_derive (along (TUn f t)) point x).
      { intros m x E H ->. now apply C. }
      destruct f; cbn [defined value unary_value binary_value unary_domain binary_domain] in *.
      + apply (G (-1)); [tauto | | ring]. apply (is_derive_ext (fun x => scal (-1) x)).
        * intros x. unfold scal. cbn. unfold mult. cbn. ring.
        * evar_last; [apply (is_derive_scal (fun x => x)), is_derive_id|]. unfold one. cbn. ring.
      + destruct D' as [E [[_ [_ N]] _]]. apply (G (value env t / Rabs (value env t))); [exact E | | reflexivity].
        assert (X : value env t <> 0) by (intros Z; apply N; rewrite Z; apply Rabs_R0).
        apply is_derive_Reals. destruct (Rle_or_lt 0 (value env t)) as [P|P].
        * rewrite Rabs_pos_eq by exact P. replace (value env t / value env t) with 1 by (field; exact X).
          apply Rabs_derive_1. lra.
        * rewrite Rabs_left by exact P. replace (value env t / - value env t) with (-1) by (field; exact X).
          now apply Rabs_derive_2.
      + destruct D' as [E [_ N]]. assert (X : 0 < value env t).
        { destruct (Rle_lt_or_eq_dec _ _ U) as [H|H]; [exact H|]. elim N. rewrite <- H, sqrt_0. ring. }
        pose proof (sqrt_lt_R0 _ X). apply (G (/ (2 * sqrt (value env t)))); [exact E | | reflexivity].
        apply is_derive_Reals. now apply derivable_pt_lim_sqrt.
      + apply (G (cos (value env t))); [tauto | | ring]. apply is_derive_Reals, derivable_pt_lim_sin.
      + apply (G (- sin (value env t))); [tauto | | ring]. apply is_derive_Reals, derivable_pt_lim_cos.
      + apply (G (1 + tan (value env t) ^ 2)); [tauto | | ring]. now apply derive_tan.
      + destruct D' as [E [_ N]]. pose proof (open_unit _ U N).
        apply (G (/ sqrt (1 - value env t ^ 2))); [exact E | now apply derive_asin | reflexivity].
      + destruct D' as [[E [_ N]] _]. pose proof (open_unit _ U N).
        apply (G (- / sqrt (1 - value env t ^ 2))); [exact E | now apply derive_acos | unfold Rdiv; ring].
      + destruct D' as [E [_ N]]. apply (G (/ (1 + value env t ^ 2))); [exact E | | reflexivity].
        apply is_derive_Reals, derivable_pt_lim_atan.
      + apply (G (exp (value env t))); [tauto | | ring]. apply is_derive_Reals, derivable_pt_lim_exp.
      + destruct D' as [E _]. apply (G (/ value env t)); [exact E | | reflexivity].
        apply is_derive_Reals. now apply derivable_pt_lim_ln.
    - destruct (occurs v (TBin f t1 t2)) eqn:O; [|now apply derive_constant]. destruct D as [D1 [D2 U]].
      destruct f; cbn [defined value unary_value binary_value unary_domain binary_domain no_term] in *.
      + destruct D' as [E1 [E2 _]]. exact (is_derive_plus _ _ _ _ _ (IHt1 D1 E1) (IHt2 D2 E2)).
      + destruct D' as [E1 [E2 _]]. exact (is_derive_minus _ _ _ _ _ (IHt1 D1 E1) (IHt2 D2 E2)).
      + destruct D' as [[E1 _] [[_ [E2 _]] _]].
        pose proof (is_derive_mult _ _ _ _ _ (IHt1 D1 E1) (IHt2 D2 E2) Rmult_comm) as H.
        rewrite !along_point in H. exact H.
      + destruct D' as [[[E1 _] [[_ [E2 _]] _]] _].
        assert (N : along t2 point <> 0) by (rewrite along_point; exact U).
        pose proof (is_derive_div _ _ _ _ _ (IHt1 D1 E1) (IHt2 D2 E2) N) as H. rewrite !along_point in H.
        evar_last; [exact H|]. cbn. ring.
      + destruct D' as [_ [_ H]]. now elim H.
      + destruct D' as [_ [_ H]]. now elim H.
    - destruct (occurs v (TPow t n)) eqn:O; [|now apply derive_constant]. cbn [defined] in D, D'.
      destruct D' as [_ [E _]]. pose proof (is_derive_pow _ n _ _ (IHt D E)) as H. rewrite along_point in H.
      evar_last; [exact H|]. cbn [value binary_value]. rewrite <- INR_IZR_INZ. ring.
    - destruct (occurs v (TInvPow t n)) eqn:O; [|now apply derive_constant]. cbn [defined] in D, D'.
      destruct D as [D N]. destruct D' as [[[_ [E _]] _] _].
      assert (P : along t point ^ n <> 0) by (rewrite along_point; now apply pow_nonzero).
      pose proof (is_derive_inv _ _ _ (is_derive_pow _ n _ _ (IHt D E)) P) as H. rewrite !along_point in H.
      evar_last; [exact H|]. cbn [value unary_value binary_value]. rewrite <- INR_IZR_INZ.
      destruct n as [|n]; [simpl; field; exact N|]. cbn [pred pow]. field.
      split; [now apply pow_nonzero | exact N].
  Qed.

  Lemma continuous_of_derive (f : R -> R) (x l : R) : is_derive f x l -> continuous f x.
  Proof. intros H. apply (ex_derive_continuous (V := R_NormedModule) f x). now exists l. Qed.

  Lemma continuous_acos x : -1 <= x <= 1 -> continuous acos x.
  Proof.
    assert (A : forall x, -1 < x <= 1 -> continuous acos x).
    { clear x. intros x H. apply (continuous_ext_loc (U := R_UniformSpace) acos (fun u => 2 * atan (sqrt ((1 - u) * / (1 + u)))) x).
      - exists (mkposreal (1 + x) ltac:(lra)). intros y B. change (Rabs (y - x) < 1 + x) in B. apply Rabs_def2 in B.
        change (2 * atan (sqrt ((1 - y) * / (1 + y))) = acos y :> R).
        destruct (Rle_or_lt y 1) as [Y|Y]; [symmetry; apply acos_half_angle; lra|].
        unfold acos. destruct (Rle_dec y (-1)); [lra|]. destruct (Rle_dec 1 y); [|lra].
        rewrite sqrt_neg_0; [rewrite atan_0; ring|].
        assert (0 < / (1 + y)) by (apply Rinv_0_lt_compat; lra). nra.
      - apply (continuous_scal_r 2 (fun u => atan (sqrt ((1 - u) * / (1 + u))))).
        apply (continuous_comp (fun u => sqrt ((1 - u) * / (1 + u))) atan).
        + apply (continuous_comp (fun u => (1 - u) * / (1 + u)) sqrt).
          * apply (ex_derive_continuous (V := R_NormedModule)). auto_derive. lra.
          * apply continuity_pt_filterlim, continuity_pt_sqrt.
            apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra].
        + apply continuous_of_derive with (/ (1 + sqrt ((1 - x) * / (1 + x)) ^ 2)).
          apply is_derive_Reals, derivable_pt_lim_atan. }
    intros H. destruct (Req_dec x (-1)) as [->|N]; [|apply A; lra].
    apply (continuous_ext (fun u => PI - acos (- u))).
    - intros y. change (PI - acos (- y) = acos y :> R). rewrite acos_opp. ring.
    - apply (continuous_minus (fun _ => PI) (fun u => acos (- u))); [apply continuous_const|].
      apply (continuous_comp Ropp acos); [apply continuous_of_derive with (-1), derive_opp|].
      apply A. lra.
  Qed.

  Lemma continuous_unary f x : unary_domain f x -> continuous (unary_value f) x.
  Proof.
    destruct f; cbn [unary_domain unary_value]; intros H.
    - apply continuous_of_derive with (-1), derive_opp.
    - apply continuous_Rabs.
    - apply continuity_pt_filterlim, continuity_pt_sqrt, H.
    - apply continuous_sin.
    - apply continuous_cos.
    - apply continuous_of_derive with (1 + tan x ^ 2). now apply derive_tan.
    - apply (continuous_ext_loc (U := R_UniformSpace) asin (fun u => PI / 2 - acos u) x).
      + exists (mkposreal 1 Rlt_0_1). intros y _. change (PI / 2 - acos y = asin y :> R). unfold asin, acos. destruct (Rle_dec y (-1)); [field|].
        destruct (Rle_dec 1 y); field.
      + apply (continuous_minus (fun _ => PI / 2) acos); [apply continuous_const | now apply continuous_acos].
    - now apply continuous_acos.
    - apply continuous_of_derive with (/ (1 + x ^ 2)). apply is_derive_Reals, derivable_pt_lim_atan.
    - apply continuous_exp.
    - apply continuous_of_derive with (/ x). apply is_derive_Reals. now apply derivable_pt_lim_ln.
  Qed.

  Theorem continuous_along t : defined env t -> continuous (along t) point.
  Proof.
    induction t; intros D.
    - destruct (Nat.eqb v v0) eqn:E.
      + apply Nat.eqb_eq in E. subst v0. apply (continuous_ext (fun x => x)); [|apply continuous_id].
        intros x. unfold along. cbn [value]. rewrite nth_update by exact L. now rewrite Nat.eqb_refl.
      + apply continuous_of_derive with 0. now apply derive_constant.
    - apply continuous_const.
    - apply continuous_const.
    - apply continuous_const.
    - destruct D as [D U]. apply (continuous_comp (along t) (unary_value f)); [now apply IHt|].
      apply continuous_unary. now rewrite along_point.
    - destruct D as [D1 [D2 U]]. specialize (IHt1 D1). specialize (IHt2 D2).
      assert (A : continuous (fun x => Rabs (along t1 x - along t2 x)) point).
      { apply (continuous_comp (fun x => along t1 x - along t2 x) Rabs); [|apply continuous_Rabs].
        now apply (continuous_minus (along t1) (along t2)). }
      destruct f; cbn [binary_domain] in U.
      + now apply (continuous_plus (along t1) (along t2)).
      + now apply (continuous_minus (along t1) (along t2)).
      + now apply (continuous_mult (along t1) (along t2)).
      + apply (continuous_mult (along t1) (fun x => / along t2 x)); [exact IHt1|].
        apply (continuous_comp (along t2) Rinv); [exact IHt2|]. apply continuous_Rinv. now rewrite along_point.
      + apply (continuous_ext (fun x => / 2 * (along t1 x + along t2 x - Rabs (along t1 x - along t2 x)))).
        * intros x. unfold along. cbn [value binary_value]. real_equation. unfold Rmin, Rabs. destruct Rle_dec; destruct Rcase_abs; lra.
        * apply (continuous_scal_r (/ 2) (fun x => along t1 x + along t2 x - Rabs (along t1 x - along t2 x))). apply (continuous_minus (fun x => along t1 x + along t2 x)); [|exact A].
          now apply (continuous_plus (along t1) (along t2)).
      + apply (continuous_ext (fun x => / 2 * (along t1 x + along t2 x + Rabs (along t1 x - along t2 x)))).
        * intros x. unfold along. cbn [value binary_value]. real_equation. unfold Rmax, Rabs. destruct Rle_dec; destruct Rcase_abs; lra.
        * apply (continuous_scal_r (/ 2) (fun x => along t1 x + along t2 x + Rabs (along t1 x - along t2 x))). apply (continuous_plus (fun x => along t1 x + along t2 x)); [|exact A].
          now apply (continuous_plus (along t1) (along t2)).
    - apply (continuous_comp (along t) (fun y => y ^ n)); [now apply IHt|].
      apply (ex_derive_continuous (V := R_NormedModule)). auto_derive. exact I.
    - destruct D as [D N]. apply (continuous_comp (along t) (fun y => / y ^ n)); [now apply IHt|].
      apply (ex_derive_continuous (V := R_NormedModule)). auto_derive.
      rewrite along_point. now apply pow_nonzero.
  Qed.
End Derivative.

(** * Growth *)

Lemma mean_value (f d : R -> R) a b : a < b ->
  (forall t, a <= t <= b -> continuous f t) -> (forall t, a < t < b -> is_derive f t (d t)) ->
  exists c, a < c < b /\ f b - f a = d c * (b - a).
Proof.
  intros H C D.
  assert (P : forall c, a < c < b -> derivable_pt f c).
  { intros c Hc. exists (d c). apply is_derive_Reals, D, Hc. }
  destruct (MVT f id a b P (fun c _ => derivable_pt_id c) H) as [c [Hc E]].
  - intros c Hc. apply continuity_pt_filterlim, C, Hc.
  - intros c _. apply derivable_continuous_pt, derivable_pt_id.
  - exists c. split; [exact Hc|]. rewrite derive_pt_id in E. unfold id in E.
    rewrite (derive_pt_eq_0 f c (d c) (P c Hc)) in E; [lra|]. apply is_derive_Reals, D, Hc.
Qed.

Section Growth.
  Context (env : environment) (v : nat) (L : (v < length env)%nat) (t : term).

  Let f (x : R) : R := value (update env v x) t.

  Lemma growth_derive x : defined (update env v x) t -> defined (update env v x) (derivative v t) ->
    is_derive f x (value (update env v x) (derivative v t)).
  Proof.
    intros D E. assert (L' : (v < length (update env v x))%nat) by now rewrite update_length.
    pose proof (derivative_spec (update env v x) v L' t D E) as H.
    rewrite nth_update, Nat.eqb_refl in H by exact L.
    apply (is_derive_ext (fun y => value (update (update env v x) v y) t)); [|exact H].
    intros y. unfold f. now rewrite update_twice.
  Qed.

  Lemma growth_continuous x : defined (update env v x) t -> continuous f x.
  Proof.
    intros D. assert (L' : (v < length (update env v x))%nat) by now rewrite update_length.
    pose proof (continuous_along (update env v x) v L' t D) as H.
    rewrite nth_update, Nat.eqb_refl in H by exact L.
    apply (continuous_ext (fun y => value (update (update env v x) v y) t)); [|exact H].
    intros y. unfold f. now rewrite update_twice.
  Qed.

  (** The value of a variable moves from [a] to [b]. *)
  Lemma growth a b : a <= b ->
    (forall x, a <= x <= b -> defined (update env v x) t) ->
    (forall x, a < x < b -> defined (update env v x) (derivative v t)) ->
    exists c, (a < b -> a < c < b) /\ f b - f a = value (update env v c) (derivative v t) * (b - a).
  Proof.
    intros [H| ->] D E.
    - destruct (mean_value f (fun x => value (update env v x) (derivative v t)) a b H) as [c [Hc K]].
      + intros x Hx. apply growth_continuous, D, Hx.
      + intros x Hx. apply growth_derive; [apply D; lra | apply E, Hx].
      + exists c. auto.
    - exists b. split; [lra | ring].
  Qed.
End Growth.
