(** Absolute values, minima and maxima read as one of their arms where a sign says which. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Enclosures Formulas.
Import ListNotations.
Local Open Scope R_scope.

(** The arm that [m] is, the first or the second, and what is not negative where it is that. *)
Definition resolved (m : term) (first : bool) : option (term * term) :=
  match m with
  | TUn Abs a => Some (if first then (a, a) else (TUn Neg a, TUn Neg a))
  | TBin Min a b => Some (if first then (a, TBin Sub b a) else (b, TBin Sub a b))
  | TBin Max a b => Some (if first then (a, TBin Sub a b) else (b, TBin Sub b a))
  | _ => None
  end.

Lemma resolved_spec env m first s w : resolved m first = Some (s, w) -> defined env w -> 0 <= value env w ->
  defined env m /\ defined env s /\ value env s = value env m.
Proof.
  destruct m as [| | | |[]|[]| |]; try discriminate; destruct first; cbn; intros E; injection E as <- <-; cbn; intros D S;
    (repeat split; try tauto).
  - unfold Rabs. destruct Rcase_abs; lra.
  - unfold Rabs. destruct Rcase_abs; lra.
  - unfold Rmin. destruct Rle_dec; lra.
  - unfold Rmin. destruct Rle_dec; lra.
  - unfold Rmax. destruct Rle_dec; lra.
  - unfold Rmax. destruct Rle_dec; lra.
Qed.

Lemma defined_exchanged env m s t : value env s = value env m -> defined env m -> defined env s ->
  (defined env (exchanged m s t) <-> defined env t).
Proof.
  intros E Dm Ds. induction t; cbn [exchanged]; (destruct (same _ m) eqn:S; [apply same_eq in S; subst; tauto|]);
    cbn [defined]; rewrite ?(value_exchanged env m s) by exact E; tauto.
Qed.

(** Minima, maxima and absolute values of rational numbers as what they are. *)
Definition settled_arm (f : unary) (a : term) : term :=
  match f, rational_term a with
  | Abs, Some q => if Qle_bool 0 q then a else TUn Neg a
  | _, _ => TUn f a
  end.

Definition settled_choice (f : binary) (a b : term) : term :=
  match f, rational_term a, rational_term b with
  | Min, Some p, Some q => if Qle_bool p q then a else b
  | Max, Some p, Some q => if Qle_bool p q then b else a
  | _, _, _ => TBin f a b
  end.

Fixpoint settled (t : term) : term :=
  match t with
  | TVar _ | TZ _ | TQ _ _ | TPi => t
  | TUn f a => settled_arm f (settled a)
  | TBin f a b => settled_choice f (settled a) (settled b)
  | TPow a n => TPow (settled a) n
  | TInvPow a n => TInvPow (settled a) n
  end.

Lemma rational_term_defined env a q : rational_term a = Some q -> defined env a.
Proof.
  revert q. induction a; intros q; cbn [rational_term]; try discriminate; try (intros; exact I).
  destruct f; try discriminate. destruct (rational_term a) as [p|]; [|discriminate]. intros _. split; [now apply (IHa p) | exact I].
Qed.

Lemma compared_rationals p q : if Qle_bool p q then Q2R p <= Q2R q else Q2R q < Q2R p.
Proof.
  destruct (Qle_bool p q) eqn:E.
  - apply Qle_Rle. now apply Qle_bool_iff.
  - apply Qlt_Rlt. apply Qnot_le_lt. intros H. apply Qle_bool_iff in H. congruence.
Qed.

Lemma settled_arm_spec env f a : value env (settled_arm f a) = value env (TUn f a)
  /\ (defined env (settled_arm f a) <-> defined env (TUn f a)).
Proof.
  unfold settled_arm. destruct f; try tauto. destruct (rational_term a) as [q|] eqn:E; [|tauto].
  pose proof (rational_term_spec env _ _ E) as V. pose proof (compared_rationals 0 q) as C.
  rewrite RMicromega.Q2R_0 in C. destruct (Qle_bool 0 q); cbn [value unary_value defined unary_domain]; (split; [|tauto]).
  - rewrite Rabs_pos_eq; lra.
  - rewrite Rabs_left; lra.
Qed.

Lemma settled_choice_spec env f a b : value env (settled_choice f a b) = value env (TBin f a b)
  /\ (defined env (settled_choice f a b) <-> defined env (TBin f a b)).
Proof.
  unfold settled_choice. destruct f; try tauto; (destruct (rational_term a) as [p|] eqn:E; [|tauto]);
    (destruct (rational_term b) as [q|] eqn:E'; [|tauto]);
    pose proof (rational_term_spec env _ _ E) as Va; pose proof (rational_term_spec env _ _ E') as Vb;
    pose proof (rational_term_defined env _ _ E) as Da; pose proof (rational_term_defined env _ _ E') as Db;
    pose proof (compared_rationals p q) as C; destruct (Qle_bool p q);
    cbn [value binary_value defined binary_domain]; (split; [|tauto]).
  - rewrite Rmin_left; lra.
  - rewrite Rmin_right; lra.
  - rewrite Rmax_right; lra.
  - rewrite Rmax_left; lra.
Qed.

Lemma settled_spec env t : value env (settled t) = value env t /\ (defined env (settled t) <-> defined env t).
Proof.
  induction t; cbn [settled]; try tauto.
  - destruct (settled_arm_spec env f (settled t)) as [V D]. destruct IHt as [Vt Dt]. cbn [value defined] in *.
    rewrite Vt in V, D. split; [exact V | tauto].
  - destruct (settled_choice_spec env f (settled t1) (settled t2)) as [V D]. destruct IHt1 as [V1 D1], IHt2 as [V2 D2].
    cbn [value defined] in *. rewrite V1, V2 in V. rewrite V2 in D. split; [exact V | tauto].
  - cbn [value defined]. destruct IHt as [-> D]. tauto.
  - cbn [value defined]. destruct IHt as [-> D]. tauto.
Qed.

(** Another term for [m], settled. *)
Definition changed (m s t : term) : term := settled (exchanged m s t).

Lemma value_changed env m s t : value env s = value env m -> value env (changed m s t) = value env t.
Proof. intros E. unfold changed. rewrite (proj1 (settled_spec env _)). now apply value_exchanged. Qed.

Lemma defined_changed env m s t : value env s = value env m -> defined env m -> defined env s ->
  (defined env (changed m s t) <-> defined env t).
Proof. intros E Dm Ds. unfold changed. rewrite (proj2 (settled_spec env _)). now apply defined_exchanged. Qed.

(** Conditions that [m] itself asks for are met and left out. *)
Definition exchanged_condition (m s : term) (c : condition) : condition :=
  match c with
  | Nonzero t => Nonzero (changed m s t)
  | Nonnegative t => Nonnegative (changed m s t)
  | Positive t => Positive (changed m s t)
  | CosNonzero t => CosNonzero (changed m s t)
  | Unit t => Unit (changed m s t)
  end.

Fixpoint exchanged_formula (m s : term) (f : formula) : formula :=
  match f with
  | FTrue => FTrue
  | FFalse => FFalse
  | FRel cs op l r =>
      FRel (map (exchanged_condition m s) (filter (fun c => negb (among (requirements m) c)) cs)) op
        (changed m s l) (changed m s r)
  | FAnd fs => FAnd (map (exchanged_formula m s) fs)
  | FOr fs => FOr (map (exchanged_formula m s) fs)
  end.

Section Exchange.
Context (env : environment) (m s : term) (E : value env s = value env m) (Dm : defined env m) (Ds : defined env s).

Lemma exchanged_condition_holds c : condition_holds env (exchanged_condition m s c) <-> condition_holds env c.
Proof. destruct c; cbn [condition_holds exchanged_condition]; rewrite value_changed by exact E; tauto. Qed.

Lemma exchanged_true f : true_at env (exchanged_formula m s f) <-> true_at env f.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [exchanged_formula true_at]; try tauto.
  - rewrite !defined_changed, !value_changed by assumption. tauto.
  - rewrite !all_of_iff. split.
    + intros H f Hf. apply IH; [exact Hf|]. apply H, in_map, Hf.
    + intros H g Hg. apply in_map_iff in Hg. destruct Hg as [f [<- Hf]]. apply IH; auto.
  - rewrite !some_of_iff. split.
    + intros [g [Hg H]]. apply in_map_iff in Hg. destruct Hg as [f [<- Hf]]. exists f. split; [exact Hf|]. now apply IH.
    + intros [f [Hf H]]. exists (exchanged_formula m s f). split; [now apply in_map | now apply IH].
Qed.

Lemma exchanged_assumed f : assumed env f -> assumed env (exchanged_formula m s f).
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [exchanged_formula assumed]; auto.
  - rewrite !if_conditions_iff, !value_changed by exact E. intros H K. apply H. intros c Hc.
    destruct (among (requirements m) c) eqn:A.
    + apply among_in in A. now apply (requirements_necessary env m).
    + apply exchanged_condition_holds, K, in_map, filter_In. rewrite A. auto.
  - rewrite !all_of_iff. intros H g Hg. apply in_map_iff in Hg. destruct Hg as [f [<- Hf]]. auto.
  - rewrite !some_of_iff. intros [f [Hf H]]. exists (exchanged_formula m s f). split; [now apply in_map | auto].
Qed.

Lemma exchanged_given g : given_holds env g -> given_holds env (exchanged_formula m s (fst g), snd g).
Proof.
  destruct g as [f strong]. unfold given_holds. cbn [fst snd]. destruct strong; [now apply exchanged_true | apply exchanged_assumed].
Qed.
End Exchange.
