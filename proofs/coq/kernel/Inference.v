(** The steps between a claim with sums and sequences and the claims that it follows from.

    Each is one of the theorems of [Sums]; what these tactics do is to put in what is given, and to read terms that
    differ in the way an index is written as the same. *)

From Coq Require Import Reals ZArith List Lra Lia Classical FunctionalExtensionality.
From Lemmabox.kernel Require Import Sums Integrals.
Local Open Scope R_scope.

Lemma same_truth (A B : Prop) : A = B -> A -> B.
Proof. now intros ->. Qed.
Lemma arrow_alike (A B C D : Prop) : A = C -> B = D -> (A -> B) = (C -> D).
Proof. now intros -> ->. Qed.
Lemma all_alike {T : Type} (P Q : T -> Prop) : (forall x, P x = Q x) -> (forall x, P x) = (forall x, Q x).
Proof. intros H. now replace Q with P by (apply functional_extensionality; exact H). Qed.

(** [x] is an integer. *)
Ltac integer :=
  first
    [ assumption | apply integer_IZR | apply integer_plus; integer | apply integer_minus; integer | apply integer_opp; integer
    | apply integer_mult; integer ].

(** The values of sequences that are known, put in. *)
Ltac values := repeat match goal with
  | E : ?f ?i = ?r |- context [?f ?j] => is_var f; replace (f j) with r by (transitivity (f i); [symmetry; exact E | apply f_equal; ring])
  end.

(** A sum between numbers, or of at most eight terms, written out. *)
Ltac few_terms theorem f lo hi :=
  let go n := rewrite (theorem f lo hi n) by (cbn [Z.of_nat Pos.of_succ_nat Pos.succ]; ring) in
  first [lazymatch lo with IZR ?a => lazymatch hi with IZR ?b => let n := eval compute in (Z.to_nat (b - a + 1)) in go n end end
    | go 0%nat | go 1%nat | go 2%nat | go 3%nat | go 4%nat | go 5%nat | go 6%nat | go 7%nat | go 8%nat].
Ltac numerals := repeat (rewrite <- plus_IZR; cbn [Z.add Pos.add Pos.succ Pos.add_carry]).
Ltac few := repeat match goal with
  | |- context [sum_over ?f ?lo ?hi] => rewrite (sum_over_empty f lo hi) by lra
  | |- context [product_over ?f ?lo ?hi] => rewrite (product_over_empty f lo hi) by lra
  | |- context [sum_over ?f ?lo ?hi] => few_terms sum_over_few f lo hi; cbn [sum_first Z.of_nat Pos.of_succ_nat Pos.succ]
  | |- context [product_over ?f ?lo ?hi] =>
      few_terms product_over_few f lo hi; cbn [product_first Z.of_nat Pos.of_succ_nat Pos.succ]
  end; rewrite ?Rplus_0_l, ?Rmult_1_l, ?Rplus_0_r; numerals.

(** Arguments that are numbers, as numerals. *)
Ltac numeral x := first [progress replace x with 0 by lra | progress replace x with 1 by lra | progress replace x with (-1) by lra].
Ltac numeral_arguments := repeat match goal with
  | |- context [?f ?x] =>
      lazymatch f with sqrt => idtac | asin => idtac | acos => idtac | atan => idtac | exp => idtac end;
      lazymatch x with IZR _ => fail | _ => numeral x end
  end.

(** Values that are plain. *)
Ltac plain_values :=
  numeral_arguments;
  rewrite ?Ropp_0, ?ln_1, ?exp_0, ?atan_0, ?sqrt_1, ?sqrt_0, ?sin_0, ?cos_0, ?sin_PI, ?cos_PI, ?sin_PI2, ?cos_PI2, ?Rabs_R0, ?Rabs_R1, ?pow1;
  repeat match goal with
  | |- context [sqrt (IZR ?z)] =>
      let r := eval compute in (Z.sqrt z) in
      replace (sqrt (IZR z)) with (IZR r) by (rewrite <- (sqrt_square (IZR r)) by lra; apply f_equal; lra)
  | |- context [ln ?x] => replace x with 1 by field; rewrite ln_1
  end.

(** Two terms that differ in the way indices are written, and nothing else. *)
Ltac same_up_to_indices :=
  first
    [ reflexivity
    | ring
    | lazymatch goal with
      | |- @eq (R -> R) _ _ => apply functional_extensionality; intros ?; cbv beta; same_up_to_indices
      | |- ?f _ _ _ = ?f _ _ _ => apply f_equal3; same_up_to_indices
      | |- ?f _ _ = ?f _ _ => apply f_equal2; same_up_to_indices
      | |- ?f _ = ?f _ => apply f_equal; same_up_to_indices
      end ].

(** Two terms, or two propositions, that say the same. *)
Ltac alike :=
  lazymatch goal with
  | |- ?x = ?x => reflexivity
  | |- @eq Prop (?A -> ?B) (?C -> ?D) => apply arrow_alike; [alike | alike]
  | |- @eq Prop (forall x, @?P x) (forall x, @?Q x) => apply all_alike; intros ?; cbv beta; alike
  | |- @eq Prop (~ _) (~ _) => apply f_equal; alike
  | |- @eq Prop (?f ?a ?b) (?f ?c ?d) => apply f_equal2; [alike | alike]
  | |- @eq Prop (@eq R _ _) (@eq R _ _) => apply f_equal2; [alike | alike]
  | |- @eq (R -> R) _ _ => apply functional_extensionality; intros ?; cbv beta; alike
  | |- @eq R _ _ => alike_terms
  end
with alike_terms :=
  first
    [ assumption
    | symmetry; assumption
    | ring
    | match goal with
      | |- sum_over _ _ _ = sum_over _ _ _ => apply f_equal3; [alike | alike | alike]
      | |- product_over _ _ _ = product_over _ _ _ => apply f_equal3; [alike | alike | alike]
      | |- integral _ _ _ = integral _ _ _ => apply f_equal3; [alike | alike | alike]
      | |- ?f _ _ = ?f _ _ => apply f_equal2; [alike | alike]
      | |- ?f _ = ?f _ => apply f_equal; alike
      end
    | equation
    | symmetry; equation
    | longer_product
    | symmetry; longer_product
    | progress few; solve [alike_terms | values; solve [ring | field; repeat split; lra]]
    | progress values; solve [alike_terms]
    | progress plain_values; solve [alike_terms]
    | solve [field; repeat split; lra] ]
with longer_product :=
  lazymatch goal with
  | |- product_over ?f ?lo ?hi = ?rest * ?t =>
      lazymatch rest with context [product_over f lo _] =>
        transitivity (product_over f lo (hi - 1) * f (hi - 1 + 1));
        [ rewrite <- (product_over_next f lo (hi - 1)) by first [integer | lra]; apply f_equal; ring
        | apply f_equal2; [alike | cbv beta; alike] ]
      end
  end
with equation :=
  match goal with
  | E : ?f ?i = ?r |- ?f ?j = ?b => is_var f; replace j with i by ring; rewrite E; solve [alike]
  | E : sum_over ?f ?lo ?hi = ?r |- sum_over ?f ?lo ?hj = ?b => replace hj with hi by ring; rewrite E; solve [alike]
  | E : integral ?f ?lo ?hi = ?r |- integral ?f ?lo ?hi = ?b => transitivity r; [exact E | solve [alike]]
  | E : product_over ?f ?lo ?hi = ?r |- product_over ?f ?lo ?hj = ?b => replace hj with hi by ring; rewrite E; solve [alike]
  | E : sum_over ?f ?lo ?hi = ?r |- sum_over ?g _ _ = _ =>
      transitivity (sum_over f lo hi); [solve [same_up_to_indices] | rewrite E; solve [alike]]
  | E : product_over ?f ?lo ?hi = ?r |- product_over ?g _ _ = _ =>
      transitivity (product_over f lo hi); [solve [same_up_to_indices] | rewrite E; solve [alike]]
  end.

Ltac parts H := repeat match type of H with _ /\ _ => let K := fresh "part" in destruct H as [K H]; parts K end.

(** What is asked for is given, up to the way it is written. *)
Ltac given :=
  cbv beta;
  first
    [ assumption
    | integer
    | match goal with
      | |- True => exact I
      | H : ?a <= ?b |- ?c <= ?d => apply (fun E => same_truth _ _ E H); solve [alike]
      | H : ?a < ?b |- ?c < ?d => apply (fun E => same_truth _ _ E H); solve [alike]
      | H : ?a >= ?b |- ?c >= ?d => apply (fun E => same_truth _ _ E H); solve [alike]
      | H : ?a > ?b |- ?c > ?d => apply (fun E => same_truth _ _ E H); solve [alike]
      | H : @eq R ?a ?b |- @eq R ?c ?d => apply (fun E => same_truth _ _ E H); solve [alike]
      | H : ~ ?a |- ~ ?b => apply (fun E => same_truth _ _ E H); solve [alike]
      | H : _ \/ _ |- _ \/ _ => apply (fun E => same_truth _ _ E H); solve [alike]
      | H : (forall x, @?P x) |- (forall x, @?Q x) => apply (fun E => same_truth _ _ E H); solve [alike]
      end
    | match goal with
      | |- _ /\ _ => split; given
      | |- (forall x, _) => intros ?; given
      | |- _ \/ _ => first [left; solve [given] | right; solve [given]]
      | C : ?A -> _ |- _ \/ _ =>
          let K := fresh "K" in destruct (classic A) as [K|K]; [specialize (C K); parts C; right; given | left; given]
      | |- @eq R ?x ?x => reflexivity
      | |- product_over _ _ _ <> 0 => apply product_over_nonzero; intros ?; solve [given]
      | |- _ * _ <> 0 => apply Rmult_integral_contrapositive_currified; given
      | |- sqrt _ <> 0 => apply Rgt_not_eq, sqrt_lt_R0; lra
      | |- _ <> _ => first [intro; lra | apply Rgt_not_eq; nra | apply Rlt_not_eq; nra]
      end
    | lra
    | pose proof PI_RGT_0; lra
    | match goal with |- context [exp ?x] => pose proof (exp_pos x); first [lra | intro; lra] end
    | progress (few; values; plain_values); first [lra | intro; lra | field; repeat split; lra] ].

(** A claim applied to what is given. *)
Ltac finish H :=
  cbv beta in H;
  lazymatch type of H with
  | ?A -> ?B => let K := fresh "K" in assert (K : A) by given; specialize (H K); finish H
  | _ => idtac
  end.

(** A hypothesis about every index at one of them, or an earlier case of an induction: under what is known of its conditions. *)
Ltac under H :=
  cbv beta in H;
  repeat match type of H with ?A -> ?B => let K := fresh "K" in assert (K : A) by given; specialize (H K) end;
  parts H.

(** What holds under conditions, where these are given. *)
Ltac discharge := repeat match goal with
  | H : ?A -> ?B |- _ =>
      lazymatch type of A with Prop => idtac end;
      let K := fresh "K" in assert (K : A) by given; specialize (H K); parts H
  end.

(** The goal is a claim that is proved. *)
Ltac conclude H :=
  finish H; cbv beta;
  first
    [ exact H
    | apply (fun E => same_truth _ _ E H); solve [alike]
    | parts H; solve [given]
    | parts H; progress discharge; given ].

(** An index of a range that begins with a number is one of the first or comes after them. *)
Ltac index_from t :=
  lazymatch goal with
  | T : exists z : Z, t = IZR z, L : IZR ?a <= t |- _ =>
      let E := fresh "E" in
      destruct (Rle_lt_dec t (IZR a)) as [E|E];
      [ assert (t = IZR a) by lra; subst t
      | let F := fresh "F" in
        assert (F : IZR (a + 1) <= t) by (apply (first_integer (a + 1)%Z); [exact T | replace (a + 1 - 1)%Z with a by ring; exact E]);
        cbn [Z.add Pos.add Pos.succ] in F; clear L E ]
  end.

(** Values beyond the first ones, by their term. *)
Ltac rests := repeat match goal with
  | R : forall t : R, ?from <= t -> ?x t = _ |- context [?x ?j] => rewrite (R j) by lra
  end.

(** The point and the sequences are a counterexample. *)
Ltac refutes := repeat match goal with |- _ /\ _ => split | |- (exists z : Z, _) => solve [integer] end.

(** A sum is another one and the terms after it. *)
Ltac next_terms :=
  first
    [ solve [alike]
    | lazymatch goal with
      | |- sum_over ?f ?lo ?hi = ?rest + ?t =>
          transitivity (sum_over f lo (hi - 1) + f (hi - 1 + 1));
          [ rewrite <- (sum_over_next f lo (hi - 1)) by first [integer | lra]; apply f_equal; ring
          | apply f_equal2; [next_terms | cbv beta; alike] ]
      | |- product_over ?f ?lo ?hi = ?rest * ?t =>
          transitivity (product_over f lo (hi - 1) * f (hi - 1 + 1));
          [ rewrite <- (product_over_next f lo (hi - 1)) by first [integer | lra]; apply f_equal; ring
          | apply f_equal2; [next_terms | cbv beta; alike] ]
      end
    | match goal with
      | |- sum_over ?f ?lo ?hi = ?rhs =>
          match rhs with context [sum_over f lo ?hi1] =>
            replace hi with (hi1 + 1) by ring; rewrite (sum_over_next f lo hi1) by first [integer | lra]
          end
      | |- product_over ?f ?lo ?hi = ?rhs =>
          match rhs with context [product_over f lo ?hi1] =>
            replace hi with (hi1 + 1) by ring; rewrite (product_over_next f lo hi1) by first [integer | lra]
          end
      end; cbv beta; solve [alike] ].

(** A value of a defined sequence by its recurrence [H], at [at_] of order [order]. *)
Ltac next_value H at_ order :=
  let V := fresh "V" in
  assert (V := H (at_ - order)); finish V; replace (at_ - order + order) with at_ in V by ring; rewrite V; clear V; alike.

(** The first integer of a domain. *)
Ltac from_first a := first [assumption | lra | apply (first_integer a); [assumption | cbn; lra]].
