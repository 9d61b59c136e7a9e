(** Refutations: a point of closed terms at which everything assumed is true and the goal is false. *)

From Coq Require Import Reals ZArith QArith List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Identity Enclosures Evaluate Regions Signs Formulas Changes Checker.
Import ListNotations.
Local Open Scope R_scope.

(** * The sentence *)

Fixpoint for_some (n : nat) (before : list R) (P : environment -> Prop) : Prop :=
  match n with
  | O => P (rev before)
  | S n => exists x : R, for_some n (x :: before) P
  end.

Fixpoint and_integers env (vs : list nat) (P : Prop) : Prop :=
  match vs with [] => P | v :: vs => (exists z : Z, nth v env 0 = IZR z) /\ and_integers env vs P end.

Fixpoint and_all env (fs : list formula) (P : Prop) : Prop :=
  match fs with [] => P | f :: fs => concluded env f /\ and_all env fs P end.

(** At some point of the domain all hypotheses are true, and so is the goal. A claim fails if this holds of the claim with its
    goal negated. *)
Definition satisfied (c : claim) : Prop :=
  for_some (length (variables c)) [] (fun env =>
    and_integers env (integers 0 (variables c))
      (and_all env (all_ends 0 (variables c) ++ hypotheses c) (concluded env (goal c)))).

Lemma for_some_intro n (P : environment -> Prop) : forall before env, length env = n -> P (rev before ++ env) -> for_some n before P.
Proof.
  induction n as [|n IH]; intros before env L H; cbn [for_some].
  - destruct env; [|discriminate]. now rewrite app_nil_r in H.
  - destruct env as [|x env]; [discriminate|]. exists x. apply IH with env; [now injection L|]. cbn [rev]. now rewrite <- app_assoc.
Qed.

Lemma and_integers_intro env (P : Prop) vs : (forall v, In v vs -> exists z : Z, nth v env 0 = IZR z) -> P -> and_integers env vs P.
Proof. induction vs as [|v vs IH]; cbn; intros H K; [exact K|]. split; [apply H; now left | apply IH; auto]. Qed.

Lemma and_all_intro env (P : Prop) fs : (forall f, In f fs -> concluded env f) -> P -> and_all env fs P.
Proof. induction fs as [|f fs IH]; cbn; intros H K; [exact K|]. split; [apply H; now left | apply IH; auto]. Qed.

(** * Formulas without variables *)

Definition nothing : context := Context 0 [] [] [].

Lemma nothing_spec : in_context nothing [].
Proof. split; [reflexivity|]. split; [|split; [reflexivity | intros f []]]. intros [|v]; split; exact I. Qed.

Definition closed_sign (strict : bool) (t : term) : bool := sign nothing t strict Natural.

Lemma closed_sign_spec strict t : closed_sign strict t = true -> defined [] t /\ has_sign strict (value [] t).
Proof. intros H. exact (sign_shown nothing [] t strict Natural nothing_spec H). Qed.

(** Shown to be true. *)
Fixpoint decided (f : formula) : bool :=
  match f with
  | FTrue => true
  | FFalse => false
  | FRel _ op l r =>
      let d := difference op l r in
      match op with
      | Less | Greater => closed_sign true d
      | LessEqual | GreaterEqual => closed_sign false d
      | Equal => is_defined nothing d && vanishes_in nothing d
      | NotEqual => if closed_sign true d then true else closed_sign true (TUn Neg d)
      end
  | FAnd fs => forallb decided fs
  | FOr fs => existsb decided fs
  end.

Lemma decided_spec f : decided f = true -> true_at [] f.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [decided true_at]; intros H.
  - exact I.
  - discriminate.
  - assert (S : forall strict d, d = difference op l r -> closed_sign strict d = true ->
      defined [] l /\ defined [] r /\ has_sign strict (value [] d)).
    { intros strict d E K. apply closed_sign_spec in K. destruct K as [D K]. subst d.
      apply difference_defined in D. tauto. }
    destruct op; try (destruct (S _ _ eq_refl H) as [Dl [Dr K]]; split; [exact Dl|]; split; [exact Dr|];
      apply difference_kind; exact K).
    + apply andb_true_iff in H. destruct H as [D H]. apply (is_defined_spec nothing [] _ nothing_spec) in D.
      pose proof D as D'. apply difference_defined in D'. split; [apply D'|]. split; [apply D'|]. apply difference_kind.
      cbn [kind_of kind_holds]. now apply (vanishes_in_spec nothing [] _ nothing_spec).
    + destruct (closed_sign true _) eqn:K.
      * destruct (S _ _ eq_refl K) as [Dl [Dr V]]. split; [exact Dl|]. split; [exact Dr|]. apply difference_kind.
        cbn [kind_of kind_holds has_sign] in *. lra.
      * apply closed_sign_spec in H. destruct H as [D V]. cbn [defined] in D. destruct D as [D _].
        pose proof D as D'. apply difference_defined in D'. split; [apply D'|]. split; [apply D'|]. apply difference_kind.
        cbn [kind_of kind_holds has_sign value unary_value] in *. lra.
  - apply all_of_iff. rewrite forallb_forall in H. intros f Hf. now apply IH, H.
  - apply some_of_iff. apply existsb_exists in H. destruct H as [f [Hf H]]. exists f. auto.
Qed.

(** * Points *)

Lemma instance_true env args f : true_at env (instance_formula args f) -> true_at (map (value env) args) f.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [instance_formula true_at]; intros H; auto.
  - destruct H as [Dl [Dr H]]. rewrite !value_instance in H. split; [|split; [|exact H]]; now apply defined_at_values.
  - apply all_of_iff. rewrite all_of_iff in H. intros f Hf. apply IH; [exact Hf|]. apply H, in_map, Hf.
  - apply some_of_iff. rewrite some_of_iff in H. destruct H as [g [Hg H]]. apply in_map_iff in Hg.
    destruct Hg as [f [<- Hf]]. exists f. auto.
Qed.

Definition at_the_point (point : list term) (f : formula) : bool := well_formed f && decided (instance_formula point f).

Definition is_integer (t : term) : bool := match t with TZ _ => true | _ => false end.

Definition check_witness (c : claim) (point : list term) : bool :=
  Nat.eqb (length point) (length (variables c))
  && forallb (fun v => is_integer (nth v point TPi)) (integers 0 (variables c))
  && forallb (at_the_point point) (goal c :: all_ends 0 (variables c) ++ hypotheses c).

(** What the checker accepts is a point where the claim fails. *)
Theorem check_witness_sound c point : check_witness c point = true -> satisfied c.
Proof.
  unfold check_witness. intros H. rewrite !andb_true_iff in H. destruct H as [[L Z] F].
  set (env := map (value []) point).
  assert (C : forall f, In f (goal c :: all_ends 0 (variables c) ++ hypotheses c) -> concluded env f).
  { intros f Hf. rewrite forallb_forall in F. specialize (F f Hf). apply andb_true_iff in F. destruct F as [W D].
    apply true_concluded; [exact W|]. apply instance_true. now apply decided_spec. }
  unfold satisfied. apply for_some_intro with env.
  - unfold env. rewrite map_length. now apply Nat.eqb_eq.
  - cbn [rev app]. apply and_integers_intro.
    + intros v Hv. rewrite forallb_forall in Z. specialize (Z v Hv). unfold env.
      destruct (Nat.lt_ge_cases v (length point)) as [I|O].
      * rewrite nth_indep with (d' := value [] TPi) by (rewrite map_length; exact I). rewrite map_nth.
        destruct (nth v point TPi); try discriminate. now exists z.
      * rewrite nth_overflow in Z by exact O. discriminate.
    + apply and_all_intro; [intros f Hf; apply C; now right | apply C; now left].
Qed.
