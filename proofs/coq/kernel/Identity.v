(** Whether a term vanishes wherever it is defined: powers of atoms are reduced by side relations, inverses multiplied away. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Content Apart.
Import ListNotations.
Local Open Scope R_scope.

Opaque normal.

(** * Side relations *)

(** The [y] of half its logarithm, as normal forms have it. *)
Definition half_logarithm (a : term) : option term :=
  match a with
  | TBin Add (TBin Mul (TQ 1 2) (TBin Mul (TPow (TUn Ln y) 1) (TZ 1))) (TZ 0) => Some y
  | _ => None
  end.

Lemma half_logarithm_spec env a y : half_logarithm a = Some y -> defined env a ->
  defined env (TUn Sqrt y) /\ exp (value env a) = value env (TUn Sqrt y).
Proof.
  assert (G : forall y, defined env (TUn Ln y) -> defined env (TUn Sqrt y) /\
    exp (IZR 1 / IZR 2 * (ln (value env y) ^ 1 * 1) + 0) = value env (TUn Sqrt y)).
  { clear. intros y [D P]. cbn [unary_domain] in P. split; [split; [exact D | cbn; lra]|]. cbn [value unary_value].
    rewrite <- Rpower_sqrt by exact P. unfold Rpower. f_equal. simpl. field. }
  unfold half_logarithm. intros E D.
  repeat match type of E with
  | Some _ = Some _ => fail 1
  | None = Some _ => discriminate E
  | match ?x with _ => _ end = Some _ => destruct x; try discriminate E
  end.
  injection E as <-. cbn [defined] in D. apply G. cbn [defined]. tauto.
Qed.

(** [a^d = p] wherever [a] is defined. *)
Definition relation (a : term) : option (nat * polynomial) :=
  match a with
  | TUn Sin (TUn Asin y) => Some (1%nat, normal y)
  | TUn Cos (TUn Asin y) => Some (1%nat, normal (TUn Sqrt (TBin Sub (TZ 1) (TPow y 2))))
  | TUn Sin (TUn Atan y) => Some (1%nat, normal (TBin Div y (TUn Sqrt (TBin Add (TZ 1) (TPow y 2)))))
  | TUn Cos (TUn Atan y) => Some (1%nat, normal (TBin Div (TZ 1) (TUn Sqrt (TBin Add (TZ 1) (TPow y 2)))))
  | TUn Sin y => Some (2%nat, normal (TBin Sub (TZ 1) (TPow (TUn Cos y) 2)))
  | TUn Sqrt y => Some (2%nat, normal y)
  | TUn Abs y => Some (2%nat, normal (TPow y 2))
  | TUn Exp (TUn Ln y) => Some (1%nat, normal y)
  | TUn Exp y => match half_logarithm y with Some x => Some (1%nat, normal (TUn Sqrt x)) | None => None end
  | TUn Ln (TUn Exp y) => Some (1%nat, normal y)
  | _ => None
  end.

Lemma sin_squared x : sin x ^ 2 = 1 - cos x ^ 2.
Proof. pose proof (sin2_cos2 x) as H. unfold Rsqr in H. simpl. lra. Qed.

Lemma root_denominator y : sqrt (1 + y ^ 2) <> 0.
Proof. apply Rgt_not_eq, sqrt_lt_R0. pose proof (pow2_ge_0 y). lra. Qed.

Lemma relation_spec env a d p : defined env a -> relation a = Some (d, p) ->
  (0 < d)%nat /\ represents env p (value env a ^ d).
Proof.
  assert (S : forall y, defined env y -> represents env (normal (TBin Sub (TZ 1) (TPow (TUn Cos y) 2))) (sin (value env y) ^ 2)).
  { intros y D. rewrite sin_squared. apply (normal_spec env (TBin Sub (TZ 1) (TPow (TUn Cos y) 2))). simpl. auto. }
  destruct a; try discriminate. destruct f; try discriminate; intros [D U].
  - injection 1 as <- <-. split; [lia|]. simpl value. rewrite pow2_abs. now apply (normal_spec env (TPow a 2)).
  - injection 1 as <- <-. split; [lia|]. simpl value. simpl in U. rewrite pow2_sqrt by exact U. now apply normal_spec.
  - assert (K : (0 < 2)%nat) by lia.
    destruct a as [| | | |[] y| | |]; cbn [relation]; try (injection 1 as <- <-; split; [exact K | now apply S]).
    + injection 1 as <- <-. split; [lia|]. destruct D as [D V]. simpl in V. cbn [value unary_value].
      rewrite sin_asin, pow_1 by exact V. now apply normal_spec.
    + injection 1 as <- <-. split; [lia|]. destruct D as [D V]. cbn [value unary_value]. rewrite pow_1.
      replace (sin (atan (value env y))) with (value env (TBin Div y (TUn Sqrt (TBin Add (TZ 1) (TPow y 2))))).
      * apply normal_spec. cbn. repeat split; auto; [pose proof (pow2_ge_0 (value env y)); simpl in *; lra | apply (root_denominator (value env y))].
      * cbn [value unary_value binary_value]. rewrite sin_atan. unfold Rsqr. simpl. now rewrite Rmult_1_r.
  - destruct a as [| | | |[] y| | |]; cbn [relation]; try discriminate.
    + injection 1 as <- <-. split; [lia|]. destruct D as [D V]. simpl in V. cbn [value unary_value]. rewrite pow_1.
      replace (cos (asin (value env y))) with (value env (TUn Sqrt (TBin Sub (TZ 1) (TPow y 2)))).
      * apply normal_spec. cbn. repeat split; auto. nra.
      * cbn [value unary_value binary_value]. rewrite cos_asin by exact V. unfold Rsqr. simpl. now rewrite Rmult_1_r.
    + injection 1 as <- <-. split; [lia|]. destruct D as [D V]. cbn [value unary_value]. rewrite pow_1.
      replace (cos (atan (value env y))) with (value env (TBin Div (TZ 1) (TUn Sqrt (TBin Add (TZ 1) (TPow y 2))))).
      * apply normal_spec. cbn. repeat split; auto; [pose proof (pow2_ge_0 (value env y)); simpl in *; lra | apply (root_denominator (value env y))].
      * cbn [value unary_value binary_value]. rewrite cos_atan. unfold Rsqr. simpl. now rewrite Rmult_1_r.
  - assert (Half : match half_logarithm a with Some x => Some (1%nat, normal (TUn Sqrt x)) | None => None end = Some (d, p) ->
      (0 < d)%nat /\ represents env p (value env (TUn Exp a) ^ d)).
    { destruct (half_logarithm a) as [x|] eqn:H; [|discriminate]. injection 1 as <- <-. split; [lia|].
      destruct (half_logarithm_spec env a x H D) as [Ds V]. cbn [value unary_value]. rewrite pow_1, V. now apply normal_spec. }
    destruct a as [| | | |[] y| | |]; cbn [relation]; try exact Half; try discriminate.
    injection 1 as <- <-. split; [lia|]. destruct D as [D V]. cbn [value unary_value]. simpl in V.
    rewrite exp_ln, pow_1 by exact V. now apply normal_spec.
  - destruct a as [| | | |[] y| | |]; cbn [relation]; try discriminate.
    injection 1 as <- <-. split; [lia|]. destruct D as [D V]. cbn [value unary_value].
    rewrite ln_exp, pow_1. now apply normal_spec.
Qed.

(** The polynomial with [a^d] replaced by [v]. *)
Fixpoint replaced (a : term) (d : nat) (v : polynomial) (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | (m, c) :: p =>
      let (k, r) := strip a m in
      sum (if Nat.leb d k then scaled (with_power a (k mod d) r) c (power v (k / d)) else [(m, c)])
          (replaced a d v p)
  end.

Lemma replaced_spec env a d v p : defined env a -> (0 < d)%nat -> represents env v (value env a ^ d) -> good env p ->
  represents env (replaced a d v p) (polynomial_value env p).
Proof.
  intros D Hd [V Gv]. induction p as [|[m c] p IH]; cbn [replaced]; intros G.
  - split; [reflexivity | apply nil_good].
  - apply good_cons in G. destruct G as [Gm Gp]. pose proof (strip_value env a m) as SV.
    pose proof (strip_good env a m Gm) as SG. destruct (strip a m) as [k r]. cbn [fst snd] in *.
    cbn [polynomial_value]. apply represents_sum; [|now apply IH].
    destruct (Nat.leb d k).
    + split.
      * rewrite scaled_value, with_power_value, power_value, V, SV, <- pow_mult.
        rewrite (Nat.div_mod k d) at 3 by lia. rewrite pow_add. ring.
      * apply scaled_good; [now apply with_power_good | now apply power_good].
    + split; [simpl; ring | apply good_cons; split; [exact Gm | apply nil_good]].
Qed.

Definition reducible (a : term) (k : nat) : option (term * nat * polynomial) :=
  match relation a with Some (d, p) => if Nat.leb d k then Some (a, d, p) else None | None => None end.

(** * The decision *)

Fixpoint vanishing (fuel : nat) (p : polynomial) : bool :=
  match p, fuel with
  | [], _ => true
  | _, O => false
  | _, S fuel =>
      match find reducible p with
      | Some (a, d, v) => vanishing fuel (replaced a d v p)
      | None =>
          match find inverted p with
          | Some b => let a := TInvPow b 1 in vanishing fuel (multiplied a (normal b) (degree a p) p)
          | None => false
          end
      end
  end.

Lemma vanishing_spec env fuel : forall p, good env p -> vanishing fuel p = true -> polynomial_value env p = 0.
Proof.
  induction fuel as [|fuel IH]; intros p G; (destruct p as [|t p]; [reflexivity|]); cbn [vanishing]; [discriminate|].
  destruct (find reducible (t :: p)) as [[[a d] v]|] eqn:E.
  - destruct (find_spec reducible env _ _ G E) as [a' [k [F D]]]. unfold reducible in F.
    destruct (relation a') as [[d' v']|] eqn:R; [|discriminate]. destruct (Nat.leb d' k); [|discriminate].
    injection F as -> -> ->. destruct (relation_spec env a d v D R) as [Hd Hv].
    destruct (replaced_spec env a d v (t :: p) D Hd Hv G) as [V Gr]. intros H. rewrite <- V. now apply IH.
  - destruct (find inverted (t :: p)) as [b|] eqn:F; [|discriminate].
    destruct (find_spec inverted env _ _ G F) as [a [k [I D]]]. unfold inverted in I.
    destruct a as [| | | | | | |b' [|[|n]]]; try discriminate. destruct k; [discriminate|]. injection I as ->.
    destruct D as [D N].
    destruct (multiplied_spec env b (normal b) (degree (TInvPow b 1) (t :: p)) (t :: p) (conj D N)
      (normal_spec env b D) G (Nat.le_refl _)) as [V Gr].
    intros H. apply IH in H; [|exact Gr]. rewrite V in H. apply Rmult_integral in H. destruct H as [H|H]; [|exact H].
    exfalso. revert H. now apply pow_nonzero.
Qed.

Definition vanishes_in (fuel : nat) (t : term) : bool := vanishing fuel (normal t).

Lemma vanishes_in_spec env n t : defined env t -> vanishes_in n t = true -> value env t = 0.
Proof.
  intros D. destruct (normal_spec env t D) as [V G]. unfold vanishes_in. intros H. rewrite <- V. revert H.
  now apply vanishing_spec.
Qed.

(** As it stands, or taken apart. *)
Definition vanishes (t : term) : bool :=
  if vanishes_in 60 t then true
  else let u := apart t in if same t u then false else vanishes_in 60 u.

Theorem vanishes_spec env t : defined env t -> vanishes t = true -> value env t = 0.
Proof.
  unfold vanishes. intros D H. destruct (vanishes_in 60 t) eqn:E; [now apply (vanishes_in_spec env 60 t)|].
  cbv zeta in H. destruct (same t (apart t)); [discriminate|].
  destruct (apart_spec env t D) as [Da Va]. rewrite <- Va. now apply (vanishes_in_spec env 60 (apart t)).
Qed.

(** Whether two terms agree wherever both are defined. *)
Definition agree (s t : term) : bool := same s t || vanishes (TBin Sub s t).

Theorem agree_spec env s t : defined env s -> defined env t -> agree s t = true -> value env s = value env t.
Proof.
  unfold agree. intros Ds Dt H. apply orb_true_iff in H. destruct H as [H|H]; [now apply same_eq in H; subst|].
  apply (vanishes_spec env) in H; [simpl in H; lra | simpl; auto].
Qed.

(** A term that agrees with [t] and is often simpler: its normal form. *)
Definition normalised (t : term) : term := argument (normal t).

Lemma normalised_spec env t : defined env t -> value env (normalised t) = value env t /\ defined env (normalised t).
Proof.
  intros D. destruct (normal_spec env t D) as [V G]. split; [unfold normalised; now rewrite argument_value | now apply argument_good].
Qed.
