(** Conditions of definedness, the truth of formulas, and what is given at a node of a proof. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Identity Enclosures Evaluate Regions Signs.
Import ListNotations.
Local Open Scope R_scope.

(** * Conditions of definedness *)

(** What [defined] asks for, as it is written out in a claim. *)
Fixpoint requirements (t : term) : list condition :=
  match t with
  | TVar _ | TZ _ | TQ _ _ | TPi => []
  | TUn f a =>
      requirements a ++ match f with
                        | Sqrt => [Nonnegative a] | Tan => [CosNonzero a] | Asin | Acos => [Unit a] | Ln => [Positive a]
                        | Neg | Abs | Sin | Cos | Atan | Exp => []
                        end
  | TBin f a b => requirements a ++ requirements b ++ match f with Div => [Nonzero b] | _ => [] end
  | TPow a _ => requirements a
  | TInvPow a _ => requirements a ++ [Nonzero a]
  end.

Lemma requirements_necessary env t : defined env t -> forall c, In c (requirements t) -> condition_holds env c.
Proof.
  induction t; cbn [requirements defined]; intros D c; try (intros []; fail).
  - destruct D as [D U]. intros H. apply in_app_or in H. destruct H as [H|H]; [now apply IHt|].
    destruct f; try (destruct H; fail); (destruct H as [<-|[]]; exact U).
  - destruct D as [D1 [D2 U]]. intros H. apply in_app_or in H. destruct H as [H|H]; [now apply IHt1|].
    apply in_app_or in H. destruct H as [H|H]; [now apply IHt2|].
    destruct f; try (destruct H; fail). destruct H as [<-|[]]. exact U.
  - now apply IHt.
  - destruct D as [D U]. intros H. apply in_app_or in H. destruct H as [H|H]; [now apply IHt|]. destruct H as [<-|[]]. exact U.
Qed.

Lemma requirements_sufficient env t : (forall c, In c (requirements t) -> condition_holds env c) -> defined env t.
Proof.
  induction t; cbn [requirements defined]; intros H; auto.
  - split; [apply IHt; intros c K; apply H, in_or_app; now left|].
    destruct f; try exact I;
      [apply (H (Nonnegative t)) | apply (H (CosNonzero t)) | apply (H (Unit t)) | apply (H (Unit t)) | apply (H (Positive t))];
      apply in_or_app; right; now left.
  - split; [apply IHt1; intros c K; apply H, in_or_app; now left|].
    split; [apply IHt2; intros c K; apply H, in_or_app; right; apply in_or_app; now left|].
    destruct f; try exact I. apply (H (Nonzero t2)). apply in_or_app. right. apply in_or_app. right. now left.
  - split; [apply IHt; intros c K; apply H, in_or_app; now left|].
    apply (H (Nonzero t)). apply in_or_app. right. now left.
Qed.

Definition same_condition (c d : condition) : bool :=
  match c, d with
  | Nonzero a, Nonzero b | Nonnegative a, Nonnegative b | Positive a, Positive b | CosNonzero a, CosNonzero b
  | Unit a, Unit b => same a b
  | _, _ => false
  end.

Lemma same_condition_eq c d : same_condition c d = true -> c = d.
Proof. destruct c, d; cbn; try discriminate; intros H; apply same_eq in H; congruence. Qed.

Definition among (cs : list condition) (c : condition) : bool := existsb (same_condition c) cs.

Lemma among_in cs c : among cs c = true -> In c cs.
Proof. unfold among. intros H. apply existsb_exists in H. destruct H as [d [K E]]. now apply same_condition_eq in E as ->. Qed.

(** A condition that needs no mention: the divisor is a rational number. *)
Definition plain_condition (c : condition) : bool :=
  match c with
  | Nonzero t => match rational_term t with Some q => negb (is_zero q) | None => false end
  | _ => false
  end.

Lemma plain_condition_spec env c : plain_condition c = true -> condition_holds env c.
Proof.
  destruct c; try discriminate. cbn. destruct (rational_term t) as [q|] eqn:E; [|discriminate].
  intros H. apply negb_true_iff in H. rewrite (rational_term_spec env _ _ E). now apply is_zero_false.
Qed.

(** Every condition mentioned is one, and every one is mentioned. *)
Definition necessary (cs : list condition) (l r : term) : bool := forallb (among (requirements l ++ requirements r)) cs.
Definition complete (cs : list condition) (l r : term) : bool :=
  forallb (fun c => among cs c || plain_condition c) (requirements l ++ requirements r).

Lemma necessary_spec env cs l r : necessary cs l r = true -> defined env l -> defined env r ->
  forall c, In c cs -> condition_holds env c.
Proof.
  unfold necessary. intros H Dl Dr c Hc. rewrite forallb_forall in H. specialize (H c Hc). apply among_in, in_app_or in H.
  destruct H as [H|H]; [now apply (requirements_necessary env l) | now apply (requirements_necessary env r)].
Qed.

Lemma complete_spec env cs l r : complete cs l r = true -> (forall c, In c cs -> condition_holds env c) ->
  defined env l /\ defined env r.
Proof.
  unfold complete. intros H K. rewrite forallb_forall in H.
  assert (A : forall c, In c (requirements l ++ requirements r) -> condition_holds env c).
  { intros c Hc. specialize (H c Hc). apply orb_true_iff in H. destruct H as [H|H]; [now apply K, among_in | now apply plain_condition_spec]. }
  split; apply requirements_sufficient; intros c Hc; apply A, in_or_app; auto.
Qed.

(** * Truth of formulas *)

Fixpoint true_at (env : environment) (f : formula) : Prop :=
  match f with
  | FTrue => True
  | FFalse => False
  | FRel _ op l r => defined env l /\ defined env r /\ compares op (value env l) (value env r)
  | FAnd fs => all_of (true_at env) fs
  | FOr fs => some_of (true_at env) fs
  end.

Fixpoint well_formed (f : formula) : bool :=
  match f with
  | FTrue | FFalse => true
  | FRel cs _ l r => necessary cs l r
  | FAnd fs | FOr fs => forallb well_formed fs
  end.

Fixpoint exact_conditions (f : formula) : bool :=
  match f with
  | FTrue | FFalse => true
  | FRel cs _ l r => necessary cs l r && complete cs l r
  | FAnd fs | FOr fs => forallb exact_conditions fs
  end.

Lemma true_concluded env f : well_formed f = true -> true_at env f -> concluded env f.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [well_formed true_at concluded]; intros W H; auto.
  - destruct H as [Dl [Dr H]]. apply and_conditions_iff. split; [now apply necessary_spec with l r | exact H].
  - rewrite forallb_forall in W. apply all_of_iff. rewrite all_of_iff in H. intros f Hf. apply IH; auto.
  - rewrite forallb_forall in W. apply some_of_iff. rewrite some_of_iff in H. destruct H as [f [Hf H]].
    exists f. split; [exact Hf | apply IH; auto].
Qed.

Lemma concluded_true env f : exact_conditions f = true -> concluded env f -> true_at env f.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [exact_conditions true_at concluded]; intros W H; auto.
  - apply andb_true_iff in W. destruct W as [_ W]. apply and_conditions_iff in H. destruct H as [K H].
    destruct (complete_spec env cs l r W K). auto.
  - rewrite forallb_forall in W. apply all_of_iff. rewrite all_of_iff in H. intros f Hf. apply IH; auto.
  - rewrite forallb_forall in W. apply some_of_iff. rewrite some_of_iff in H. destruct H as [f [Hf H]].
    exists f. split; [exact Hf | apply IH; auto].
Qed.

(** The negation, conditions left out. *)
Definition negated_sign (op : comparison_sign) : comparison_sign :=
  match op with
  | Less => GreaterEqual | LessEqual => Greater | Equal => NotEqual | NotEqual => Equal | GreaterEqual => Less | Greater => LessEqual
  end.

Fixpoint negation (f : formula) : formula :=
  match f with
  | FTrue => FFalse
  | FFalse => FTrue
  | FRel _ op l r => FRel [] (negated_sign op) l r
  | FAnd fs => FOr (map negation fs)
  | FOr fs => FAnd (map negation fs)
  end.

Lemma negation_spec env f : well_formed f = true -> true_at env (negation f) -> assumed env f -> False.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [well_formed negation true_at assumed]; intros W N H; auto.
  - destruct N as [Dl [Dr N]]. rewrite if_conditions_iff in H.
    specialize (H (necessary_spec env cs l r W Dl Dr)). destruct op; cbn in *; lra.
  - rewrite forallb_forall in W. rewrite some_of_iff in N. rewrite all_of_iff in H. destruct N as [g [Hg N]].
    apply in_map_iff in Hg. destruct Hg as [f [<- Hf]]. apply (IH f Hf); auto.
  - rewrite forallb_forall in W. rewrite all_of_iff in N. rewrite some_of_iff in H. destruct H as [f [Hf H]].
    apply (IH f Hf); auto. apply N, in_map, Hf.
Qed.

Lemma true_assumed env f : true_at env f -> assumed env f.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [true_at assumed]; intros H; auto.
  - apply if_conditions_iff. intros _. apply H.
  - apply all_of_iff. rewrite all_of_iff in H. auto.
  - apply some_of_iff. rewrite some_of_iff in H. destruct H as [f [Hf H]]. exists f. auto.
Qed.

(** * What is given *)

(** A hypothesis is not false; the goal of a lemma ([true]) is true. *)
Definition given := (formula * bool)%type.

Definition given_holds (env : environment) (g : given) : Prop :=
  if snd g then true_at env (fst g) else assumed env (fst g).

Definition minus (a b : term) : term := match b with TZ 0 => a | _ => TBin Sub a b end.

Lemma minus_value env a b : value env (minus a b) = value env a - value env b.
Proof. destruct b as [|[]| | | | | |]; cbn; try reflexivity. lra. Qed.

Lemma minus_defined env a b : defined env (minus a b) <-> defined env a /\ defined env b.
Proof. destruct b as [|[]| | | | | |]; cbn; tauto. Qed.

Definition difference (op : comparison_sign) (l r : term) : term :=
  match op with Less | LessEqual => minus r l | Equal | NotEqual | GreaterEqual | Greater => minus l r end.

Definition kind_of (op : comparison_sign) : sign_kind :=
  match op with
  | Less | Greater => KPos | LessEqual | GreaterEqual => KNonneg | Equal => KZero | NotEqual => KNonzero
  end.

Lemma difference_defined env op l r : defined env (difference op l r) <-> defined env l /\ defined env r.
Proof. destruct op; cbn [difference]; rewrite minus_defined; tauto. Qed.

Lemma difference_kind env op l r :
  kind_holds (kind_of op) (value env (difference op l r)) <-> compares op (value env l) (value env r).
Proof. destruct op; cbn; rewrite minus_value; split; lra. Qed.

Fixpoint facts_of_formula (s : bool) (f : formula) : list (option fact) :=
  match f with
  | FRel cs op l r => [if s || necessary cs l r then Some (MakeFact (difference op l r) (kind_of op) s) else None]
  | FAnd fs => flat_map (facts_of_formula s) fs
  | FTrue | FFalse | FOr _ => []
  end.

Definition facts_of (gs : list given) : list (option fact) := flat_map (fun g => facts_of_formula (snd g) (fst g)) gs.

Lemma facts_of_formula_spec env s f : given_holds env (f, s) ->
  forall g, In (Some g) (facts_of_formula s f) -> fact_holds env g.
Proof.
  unfold given_holds. cbn [fst snd].
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [facts_of_formula]; intros H g K; try (destruct K; fail).
  - destruct K as [K|[]]. destruct (s || necessary cs l r) eqn:E; [|discriminate]. injection K as <-. split; cbn.
    + intros ->. apply difference_defined. cbn in H. tauto.
    + intros D. apply difference_kind. destruct s; [apply H|]. cbn in E, H. apply difference_defined in D.
      rewrite if_conditions_iff in H. apply H. now apply necessary_spec with l r.
  - apply in_flat_map in K. destruct K as [f [Hf K]]. apply (IH f Hf); [|exact K].
    destruct s; cbn in H; rewrite all_of_iff in H; auto.
Qed.

Lemma facts_of_spec env gs : (forall g, In g gs -> given_holds env g) -> forall f, In (Some f) (facts_of gs) -> fact_holds env f.
Proof.
  intros H f K. apply in_flat_map in K. destruct K as [[g s] [Hg K]]. apply (facts_of_formula_spec env s g); [|exact K].
  exact (H (g, s) Hg).
Qed.

Definition context_of (n : nat) (a : region) (gs : list given) : context := Context n a (box_of a) (facts_of gs).

Definition at_point (n : nat) (a : region) (gs : list given) (env : environment) : Prop :=
  length env = n /\ in_region a env /\ (forall g, In g gs -> given_holds env g).

Definition are_integers (zs : list nat) (env : environment) : Prop :=
  forall v, In v zs -> exists z : Z, nth v env 0 = IZR z.

Lemma context_of_spec n a gs env : at_point n a gs env -> in_context (context_of n a gs) env.
Proof. intros [L [A G]]. split; [exact L|]. split; [exact A|]. split; [reflexivity|]. cbn. now apply facts_of_spec. Qed.
