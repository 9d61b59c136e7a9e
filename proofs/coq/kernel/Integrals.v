(** Integrals, as exported claims speak of them, by antiderivatives. *)

From Coq Require Import Reals ZArith List Bool Lra Lia.
From Coquelicot Require Import Coquelicot.
From Lemmabox.kernel Require Import Terms Polynomials Normal Identity Enclosures Evaluate Derivatives Regions Signs Formulas Checker.
Import ListNotations.
Local Open Scope R_scope.

(** The Riemann integral from [a] to [b], which is defined where [integrable] holds. *)
Definition integral (f : R -> R) (a b : R) : R := RInt f a b.
Definition integrable (f : R -> R) (a b : R) : Prop := a <= b /\ ex_RInt f a b.

Definition derives (f : R -> R) (x l : R) : Prop := is_derive f x l.
Definition continuous_at (f : R -> R) (x : R) : Prop := continuous f x.

(** * Derivatives and continuity at the points that a claim speaks of *)

Definition claimed (c : claim) (P : environment -> Prop) : Prop :=
  for_all (length (variables c)) [] (fun env =>
    if_integers env (integers 0 (variables c)) (if_all env (assumptions c) (P env))).

Definition ends_ok (c : claim) : bool := forallb (fun x => end_ok (lower x) && end_ok (upper x)) (variables c).

Definition context_of_claim (c : claim) : context :=
  context_of (length (variables c)) (area_of c) (map (fun f => (f, false)) (hypotheses c)).

Lemma claimed_intro c (P : environment -> Prop) : ends_ok c = true ->
  (forall env, length env = length (variables c) -> in_context (context_of_claim c) env -> P env) -> claimed c P.
Proof.
  intros B H. apply for_all_intro. intros env L. apply if_integers_intro. intros Z. apply if_all_intro. intros A.
  cbn [length plus] in L. apply H; [exact L|]. apply context_of_spec. split; [exact L|]. split.
  - intros v. apply (ends_hold env (variables c) 0 B). intros f Hf. apply A, in_or_app. now left.
  - intros g K. apply in_map_iff in K. destruct K as [f [<- Hf]]. cbn. apply A, in_or_app. now right.
Qed.

Definition antiderivative_ok (c : claim) (v : nat) (g d : term) : bool :=
  let x := context_of_claim c in
  ends_ok c && Nat.ltb v (length (variables c)) && is_defined x g && is_defined x (derivative v g) && is_defined x d
  && agree (derivative v g) d.

Theorem antiderivative c v g d : antiderivative_ok c v g d = true ->
  claimed c (fun env => derives (fun x => value (update env v x) g) (nth v env 0) (value env d)).
Proof.
  unfold antiderivative_ok. rewrite !andb_true_iff. intros [[[[[B V] G] D] E] A].
  apply (claimed_intro c _ B). intros env L C. apply Nat.ltb_lt in V.
  apply (is_defined_spec _ env _ C) in G. apply (is_defined_spec _ env _ C) in D. apply (is_defined_spec _ env _ C) in E.
  rewrite <- (agree_spec env _ _ D E A). apply derivative_spec; [now rewrite L | exact G | exact D].
Qed.

Definition continuity_ok (c : claim) (v : nat) (f : term) : bool :=
  ends_ok c && Nat.ltb v (length (variables c)) && is_defined (context_of_claim c) f.

Theorem continuity c v f : continuity_ok c v f = true ->
  claimed c (fun env => continuous_at (fun x => value (update env v x) f) (nth v env 0)).
Proof.
  unfold continuity_ok. rewrite !andb_true_iff. intros [[B V] F].
  apply (claimed_intro c _ B). intros env L C. apply Nat.ltb_lt in V.
  apply (is_defined_spec _ env _ C) in F. apply continuous_along; [now rewrite L | exact F].
Qed.

(** * The fundamental theorem, up to the ends *)

Section Fundamental.
  Context (f g d : R -> R) (a b : R) (order : a <= b).
  Context (continuous_f : forall x, a <= x -> x <= b -> continuous_at f x).
  Context (continuous_g : forall x, a <= x -> x <= b -> continuous_at g x).
  Context (derives : forall x, a < x -> x < b -> derives g x (d x)).

  Let clamp (x : R) : R := Rmax a (Rmin b x).
  Let within x : a <= clamp x <= b.
  Proof. unfold clamp, Rmax, Rmin. destruct (Rle_dec b x); destruct Rle_dec; lra. Qed.
  Let inside x : a <= x <= b -> clamp x = x.
  Proof. unfold clamp, Rmax, Rmin. destruct (Rle_dec b x); destruct Rle_dec; lra. Qed.

  Let h (x : R) : R := f (clamp x).

  Let continuous_h x : continuous h x.
  Proof.
    apply (continuous_comp clamp f).
    - exact (continuous_along [x; a; b] 0 (Nat.lt_0_succ 2) (TBin Max (TVar 1) (TBin Min (TVar 2) (TVar 0))) (conj I (conj (conj I (conj I I)) I))).
    - destruct (within x). now apply continuous_f.
  Qed.

  Let F (y : R) : R := RInt h a y.

  Let ex_h x y : ex_RInt h x y.
  Proof. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros z _. apply continuous_h. Qed.

  Let derive_F y : is_derive F y (h y).
  Proof.
    apply (is_derive_RInt h F a y); [|apply continuous_h].
    apply filter_forall. intros z. apply (RInt_correct (V := R_CompleteNormedModule)), ex_h.
  Qed.

  Let same x : Rmin a b < x < Rmax a b -> h x = f x.
  Proof. intros H. rewrite Rmin_left, Rmax_right in H by exact order. unfold h. rewrite inside; [reflexivity | lra]. Qed.

  Lemma integrable_here : integrable f a b.
  Proof. split; [exact order|]. apply (ex_RInt_ext h); [exact same | apply ex_h]. Qed.

  (** The integral, less the difference of [g], is a value of [f - d] times the length. *)
  Lemma difference_of_integral : exists c, (a < b -> a < c < b) /\ integral f a b - (g b - g a) = (f c - d c) * (b - a).
  Proof.
    assert (E : integral f a b = F b).
    { unfold integral, F. apply RInt_ext. intros x H. symmetry. now apply same. }
    assert (Z : F a = 0) by exact (RInt_point a h).
    destruct order as [H|H].
    - destruct (mean_value (fun t => F t - g t) (fun t => h t - d t) a b H) as [c [C M]].
      + intros t T. apply (continuous_minus F g); [|now apply continuous_g].
        apply (ex_derive_continuous (V := R_NormedModule)). exists (h t). apply derive_F.
      + intros t T. apply (is_derive_minus F g); [apply derive_F | now apply derives].
      + exists c. split; [auto|]. cbv beta in M. rewrite E. rewrite Z in M. unfold h in M. rewrite inside in M by lra. lra.
    - exists b. split; [lra|]. rewrite E, <- H, Z. ring.
  Qed.

  Theorem integral_equal : (forall x, a < x -> x < b -> d x = f x) -> integral f a b = g b - g a.
  Proof.
    intros H. destruct difference_of_integral as [c [C E]]. destruct order as [O|O].
    - rewrite H in E by (apply C; exact O). lra.
    - rewrite <- O in E |- *. lra.
  Qed.

  Theorem integral_least : (forall x, a < x -> x < b -> d x <= f x) -> g b - g a <= integral f a b.
  Proof.
    intros H. destruct difference_of_integral as [c [C E]]. destruct order as [O|O].
    - destruct (C O) as [P Q]. specialize (H c P Q). nra.
    - rewrite <- O in E |- *. lra.
  Qed.

  Theorem integral_most : (forall x, a < x -> x < b -> d x >= f x) -> integral f a b <= g b - g a.
  Proof.
    intros H. destruct difference_of_integral as [c [C E]]. destruct order as [O|O].
    - destruct (C O) as [P Q]. specialize (H c P Q). nra.
    - rewrite <- O in E |- *. lra.
  Qed.
End Fundamental.

Theorem integral_parts f a m b : integrable f a m -> integrable f m b ->
  integrable f a b /\ integral f a b = integral f a m + integral f m b.
Proof.
  intros [P X] [Q Y]. split; [split; [lra|]|].
  - apply (ex_RInt_Chasles f a m b X Y).
  - symmetry. exact (RInt_Chasles f a m b X Y).
Qed.
