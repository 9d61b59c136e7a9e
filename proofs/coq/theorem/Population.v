(** The loss is the expected squared error, as far as the moments of pairs of units are what they are.

    An expectation is a relation between functions of the input and their values that is linear, like every kind of
    integral. If it gives the rectified products of two rows the entries of [moment], then it gives half the squared
    error of the student the value [loss]. That standard normal rows have these moments is proved in Gaussian.v for the
    two variables X and X cos phi + Y sin phi; that two projections of a normal vector of R^p on unit vectors phi apart,
    one row or two, are distributed like these is the one step that is not formal. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Vectors Angle Network Gaussian.
Local Open Scope R_scope.

(** The input: row i is Z i. *)
Definition input := nat -> vector.

Definition linear (expected : (input -> R) -> R -> Prop) : Prop :=
  expected (fun _ => 0) 0 /\
  (forall f f' x x', expected f x -> expected f' x' -> expected (fun z => f z + f' z) (x + x')) /\
  (forall c f x, expected f x -> expected (fun z => c * f z) (c * x)).

(** A unit of the row i, and the output of the network. *)
Definition unit (p : nat) (v : vector) (i : nat) (z : input) : R := relu (dot p (z i) v).
Definition output (k p : nat) (a v : vector) (z : input) : R := total k (fun i => a i * unit p v i z).

Section Population.

Context (k p : nat) (expected : (input -> R) -> R -> Prop) (Hlin : linear expected).
Context (Hmoment : forall v v' i j, dot p v v = 1 -> dot p v' v' = 1 -> (i < k)%nat -> (j < k)%nat ->
  expected (fun z => unit p v i z * unit p v' j z) (moment (acos (dot p v v')) i j)).

Lemma expected_total m (f : nat -> input -> R) x : (forall i, (i < m)%nat -> expected (f i) (x i)) ->
  expected (fun z => total m (fun i => f i z)) (total m x).
Proof.
  destruct Hlin as [H0 [H1 _]]. induction m as [|m IH]; intros H; [exact H0|]. cbn [total].
  apply (H1 (fun z => total m (fun i => f i z)) (f m)); [|apply H; lia]. apply IH. intros. apply H. lia.
Qed.

Lemma output_product a v b v' z : output k p a v z * output k p b v' z =
  total k (fun i => a i * total k (fun j => b j * (unit p v i z * unit p v' j z))).
Proof.
  unfold output. rewrite <- (Rmult_comm (total k (fun i => b i * unit p v' i z))), <- total_scale.
  apply total_ext. intros i _.
  rewrite (total_ext k (fun j => b j * (unit p v i z * unit p v' j z)) (fun j => unit p v i z * (b j * unit p v' j z)))
    by (intros; ring).
  rewrite total_scale. ring.
Qed.

Lemma expected_product a v b v' : dot p v v = 1 -> dot p v' v' = 1 ->
  expected (fun z => output k p a v z * output k p b v' z) (form k (moment (acos (dot p v v'))) a b).
Proof.
  intros Hv Hv'. destruct Hlin as [_ [_ H2]].
  replace (fun z => output k p a v z * output k p b v' z)
    with (fun z => total k (fun i => a i * total k (fun j => b j * (unit p v i z * unit p v' j z)))).
  2: { apply functional_extensionality. intros z. symmetry. apply output_product. }
  apply expected_total. intros i Hi. apply (H2 (a i) (fun z => total k (fun j => b j * (unit p v i z * unit p v' j z)))).
  apply (expected_total k (fun j z => b j * (unit p v i z * unit p v' j z))).
  intros j Hj. rewrite Rmult_comm. apply H2. now apply Hmoment.
Qed.

Theorem population_loss b u w a : norm p (shifted p u) = 1 -> 0 < norm p (shifted p w) ->
  expected (fun z => / 2 * (output k p a (filter p w) z - output k p b (shifted p u) z) ^ 2) (loss k p b u w a).
Proof.
  intros Hv Hw. pose proof (filter_square p w Hw) as Fw. pose proof (teacher_unit p u Hv) as Fu.
  pose proof (expected_product a (filter p w) a (filter p w) Fw Fw) as E1.
  pose proof (expected_product b (shifted p u) b (shifted p u) Fu Fu) as E2.
  pose proof (expected_product a (filter p w) b (shifted p u) Fw Fu) as E3.
  rewrite Fw, acos_1 in E1. rewrite Fu, acos_1 in E2. fold (cosine p u w) in E3. fold (angle p u w) in E3.
  destruct Hlin as [_ [H1 H2]].
  pose proof (H2 (/ 2) _ _ (H1 _ _ _ _ (H1 _ _ _ _ E1 E2) (H2 (-2) _ _ E3))) as E.
  replace (loss k p b u w a) with (/ 2 * (form k (moment 0) a a + form k (moment 0) b b
    + -2 * form k (moment (angle p u w)) a b)) by (unfold loss; ring).
  replace (fun z => / 2 * (output k p a (filter p w) z - output k p b (shifted p u) z) ^ 2)
    with (fun z => / 2 * (output k p a (filter p w) z * output k p a (filter p w) z
      + output k p b (shifted p u) z * output k p b (shifted p u) z
      + -2 * (output k p a (filter p w) z * output k p b (shifted p u) z)));
    [exact E | apply functional_extensionality; intros z; ring].
Qed.

End Population.
