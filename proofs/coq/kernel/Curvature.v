(** Concave terms above their chords, and an exponential and a logarithm on one side of their tangents. *)

From Coq Require Import Reals ZArith List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Derivatives.
Import ListNotations.
Local Open Scope R_scope.

Section Chord.
  Context (env : environment) (v : nat) (L : (v < length env)%nat) (f d : term).

  Let at_ (y : R) (t : term) : R := value (update env v y) t.

  (** [d] is the derivative of [f] strictly inside and falls there. *)
  Definition bends_down (y : R) : Prop :=
    defined (update env v y) (derivative v f) /\ at_ y (derivative v f) = at_ y d
    /\ defined (update env v y) d /\ defined (update env v y) (derivative v d) /\ at_ y (derivative v d) <= 0.

  Lemma above_chord a b x : a <= x <= b ->
    (forall y, a <= y <= b -> defined (update env v y) f) -> (forall y, a < y < b -> bends_down y) ->
    at_ a f * (b - x) + at_ b f * (x - a) <= at_ x f * (b - a).
  Proof.
    intros H D B.
    destruct (Req_dec x a) as [->|Na]; [lra|]. destruct (Req_dec x b) as [->|Nb]; [lra|].
    destruct (growth env v L f a x) as [p [Hp Ep]]; try lra; [intros; apply D; lra | intros; apply B; lra|].
    destruct (growth env v L f x b) as [q [Hq Eq]]; try lra; [intros; apply D; lra | intros; apply B; lra|].
    destruct (growth env v L d p q) as [r [Hr Er]]; try lra; [intros; apply B; lra | intros; apply B; lra|].
    assert (Bp : bends_down p) by (apply B; lra). assert (Bq : bends_down q) by (apply B; lra).
    assert (Br : bends_down r) by (apply B; lra).
    destruct Bp as [_ [Ip _]], Bq as [_ [Iq _]], Br as [_ [_ [_ [_ Sr]]]]. unfold at_ in *.
    rewrite Ip in Ep. rewrite Iq in Eq.
    set (s := value (update env v p) d) in *. set (t := value (update env v q) d) in *.
    assert (T : t <= s) by nra.
    assert (M : t * ((b - x) * (x - a)) <= s * ((b - x) * (x - a))) by (apply Rmult_le_compat_r; [nra | exact T]).
    nra.
  Qed.
End Chord.

Lemma exp_above_tangent u c : exp c * (1 + (u - c)) <= exp u.
Proof.
  replace (exp u) with (exp c * exp (u - c)) by (rewrite <- exp_plus; f_equal; ring).
  apply Rmult_le_compat_l; [left; apply exp_pos|].
  destruct (Req_dec (u - c) 0) as [->|N]; [rewrite exp_0; lra|]. left. now apply exp_ineq1.
Qed.

Lemma ln_below_tangent u c : 0 < u -> 0 < c -> ln u <= u / c - 1 + ln c.
Proof.
  intros U C. assert (Q : 0 < u / c) by now apply Rdiv_lt_0_compat.
  assert (E : ln (u / c) = ln u - ln c) by (unfold Rdiv; rewrite ln_mult, ln_Rinv; try lra; now apply Rinv_0_lt_compat).
  pose proof (exp_above_tangent (ln (u / c)) 0) as T. rewrite exp_0, exp_ln in T by exact Q. lra.
Qed.
