(** Changes of variables: a claim about terms follows from one about new variables that stand for them. *)

From Coq Require Import Reals ZArith QArith List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Identity Enclosures Evaluate Regions Signs Formulas.
Import ListNotations.
Local Open Scope R_scope.

(** * Terms for variables *)

Lemma defined_at_values env args t : defined env (instance args t) -> defined (map (value env) args) t.
Proof. induction t; cbn [instance defined]; try tauto; rewrite ?value_instance; tauto. Qed.

Lemma defined_instance env args t : (forall a, In a args -> defined env a) -> defined (map (value env) args) t ->
  defined env (instance args t).
Proof.
  intros D. induction t; cbn [instance defined]; try tauto; rewrite ?value_instance; try tauto.
  intros _. destruct (Nat.lt_ge_cases v (length args)) as [L|L]; [apply D, nth_In, L|].
  rewrite nth_overflow by exact L. exact I.
Qed.

Lemma defined_of_update env v s t : (v < length env)%nat -> defined env s -> defined (update env v (value env s)) t ->
  defined env (substitute v s t).
Proof.
  intros L D. induction t; cbn [substitute defined]; try tauto; rewrite ?value_substitute by exact L; try tauto.
  intros _. destruct (Nat.eqb v v0); [exact D | exact I].
Qed.

(** * Variables that an equality determines *)

(** The fact says that a rational multiple of the variable less a term is 0. *)
Record equation := Equation { by_fact : nat; determined : nat; ratio : Q; equal_to : term }.

Definition equation_ok (c : context) (e : equation) : bool :=
  match usable c (by_fact e) with
  | Some (g, KZero) =>
      negb (is_zero (ratio e)) && Nat.ltb (determined e) (count c) && is_defined c (equal_to e)
      && agree_in c g (TBin Mul (rational (ratio e)) (TBin Sub (TVar (determined e)) (equal_to e)))
  | _ => false
  end.

Definition equation_holds (env : environment) (e : equation) : Prop :=
  (determined e < length env)%nat /\ defined env (equal_to e) /\ nth (determined e) env 0 = value env (equal_to e).

Lemma equation_ok_spec c env e : in_context c env -> equation_ok c e = true -> equation_holds env e.
Proof.
  intros C H. unfold equation_ok in H. destruct (usable c (by_fact e)) as [[g k]|] eqn:U; [|discriminate].
  destruct (usable_spec c env _ _ _ C U) as [Dg Vg]. destruct k; try discriminate. rewrite !andb_true_iff in H.
  destruct H as [[[Z L] D] A]. apply (is_defined_spec c env _ C) in D. apply negb_true_iff, is_zero_false in Z.
  split; [rewrite (proj1 C); now apply Nat.ltb_lt|]. split; [exact D|]. cbn in Vg.
  rewrite (agree_in_spec c env g _ C Dg) with (2 := A) in Vg; [|cbn; pose proof (rational_good env (ratio e)); tauto].
  cbn [value binary_value] in Vg. rewrite rational_value in Vg. apply Rmult_integral in Vg. destruct Vg; [contradiction|]. cbn in *. lra.
Qed.

(** Such variables replaced, one after the other. *)
Definition without (es : list equation) (t : term) : term :=
  fold_left (fun t e => substitute (determined e) (equal_to e) t) es t.

Lemma without_spec env es : (forall e, In e es -> equation_holds env e) -> forall t, defined env t ->
  defined env (without es t) /\ value env (without es t) = value env t.
Proof.
  unfold without. induction es as [|e es IH]; intros H t D; [split; [exact D | reflexivity]|]. cbn [fold_left].
  destruct (H e (or_introl eq_refl)) as [L [De V]].
  assert (U : update env (determined e) (value env (equal_to e)) = env) by (rewrite <- V; apply update_self).
  destruct (IH (fun e' K => H e' (or_intror K)) (substitute (determined e) (equal_to e) t)) as [D' V'].
  - apply defined_of_update; [exact L | exact De|]. now rewrite U.
  - split; [exact D'|]. rewrite V', value_substitute by exact L. now rewrite U.
Qed.

(** * New variables *)

Record new_end := NewEnd { end_at : term; end_open : bool; end_reason : reason }.
Record new_variable := NewVariable { stands_for : term; new_lower : option new_end; new_upper : option new_end }.

(** Hypotheses about the new variables: a sign that the old terms have, a fact times positive factors, an identity. *)
Inductive new_given :=
| GivenSign (t : term) (strict : bool) (r : reason)
| GivenFact (i : nat) (m : factors) (t : term)
| GivenZero (t : term).

Record change := Change {
  equations : list equation;
  new_variables : list new_variable;
  new_givens : list new_given;
  multiplier : factors;
  new_goal : term
}.

Definition terms_of (ch : change) : list term := map stands_for (new_variables ch).

Definition new_end_ok (c : context) (t : term) (up : bool) (o : option new_end) : bool :=
  match o with
  | Some e => closed (end_at e) && sign c (if up then TBin Sub (end_at e) t else TBin Sub t (end_at e)) (end_open e) (end_reason e)
  | None => true
  end.

Definition bound_of (o : option new_end) : option bound :=
  match o with Some e => Some (Bound (end_at e) (end_open e) []) | None => None end.

Definition new_variable_ok (c : context) (x : new_variable) : bool :=
  is_defined c (stands_for x) && new_end_ok c (stands_for x) false (new_lower x) && new_end_ok c (stands_for x) true (new_upper x).

Definition new_region (ch : change) : region := map (fun x => (bound_of (new_lower x), bound_of (new_upper x))) (new_variables ch).

Definition sign_of_kind (k : sign_kind) (t : term) : formula :=
  FRel [] match k with KNonneg => GreaterEqual | KPos => Greater | KZero => Equal | KNonzero => NotEqual end t (TZ 0).

Lemma sign_of_kind_spec env k t : true_at env (sign_of_kind k t) <-> defined env t /\ kind_holds k (value env t).
Proof. destruct k; cbn; intuition lra. Qed.

(** Whether a term times positive factors is one in the new variables, the old terms put in. *)
Definition matches (c : context) (es : list equation) (args : list term) (t : term) (m : factors) (u : term) : bool :=
  match product_of c None m with
  | Some (p, true) => vanishes_in c (without es (TBin Sub (TBin Mul t p) (instance args u)))
  | _ => false
  end.

Lemma matches_spec c env es args t m u : in_context c env -> (forall e, In e es -> equation_holds env e) -> defined env t ->
  defined env (instance args u) -> matches c es args t m u = true ->
  exists p, 0 < p /\ value env t * p = value (map (value env) args) u.
Proof.
  intros C E Dt Du H. unfold matches in H. destruct (product_of c None m) as [[p [|]]|] eqn:M; try discriminate.
  destruct (proj1 (proj2 sign_spec) m c env None p true C I M) as [Dp Sp].
  assert (D : defined env (TBin Sub (TBin Mul t p) (instance args u))) by (cbn; tauto).
  destruct (without_spec env es E _ D) as [D' V]. apply (vanishes_in_spec c env) in H; [|exact C | exact D'].
  rewrite V in H. cbn [value binary_value] in H. rewrite value_instance in H. exists (value env p). split; [exact Sp | lra].
Qed.

Lemma kind_of_multiple k x p : 0 < p -> (kind_holds k (x * p) <-> kind_holds k x).
Proof.
  intros P. assert (N : p <> 0) by lra. destruct k; cbn; split; intros H.
  1-4: nra.
  - apply Rmult_integral in H. now destruct H.
  - rewrite H. ring.
  - intros Z. apply H. rewrite Z. ring.
  - now apply Rmult_integral_contrapositive_currified.
Qed.

Definition new_given_of (c : context) (es : list equation) (args : list term) (g : new_given) : option given :=
  match g with
  | GivenSign t s r => if sign c (instance args t) s r then Some (sign_of_kind (if s then KPos else KNonneg) t, true) else None
  | GivenFact i m t =>
      match usable c i with
      | Some (f, k) => if is_defined c (instance args t) && matches c es args f m t then Some (sign_of_kind k t, true) else None
      | None => None
      end
  | GivenZero t =>
      if is_defined c (instance args t) && vanishes_in c (without es (instance args t)) then Some (sign_of_kind KZero t, true) else None
  end.

Lemma new_given_spec c env es args g f : in_context c env -> (forall e, In e es -> equation_holds env e) ->
  new_given_of c es args g = Some f -> given_holds (map (value env) args) f.
Proof.
  intros C E H. destruct g as [t s r|i m t|t]; cbn [new_given_of] in H.
  - destruct (sign c (instance args t) s r) eqn:S; [|discriminate]. injection H as <-. unfold given_holds. cbn [fst snd].
    destruct (proj1 sign_spec r c env _ s C S) as [D V]. rewrite value_instance in V. apply sign_of_kind_spec.
    split; [now apply defined_at_values | now destruct s].
  - destruct (usable c i) as [[u k]|] eqn:U; [|discriminate]. destruct (_ && _) eqn:B; [|discriminate]. injection H as <-.
    apply andb_true_iff in B. destruct B as [D M]. apply (is_defined_spec c env _ C) in D.
    destruct (usable_spec c env _ _ _ C U) as [Du Vu].
    destruct (matches_spec c env es args u m t C E Du D M) as [p [P V]]. unfold given_holds. cbn [fst snd].
    apply sign_of_kind_spec. split; [now apply defined_at_values|]. rewrite <- V. now apply kind_of_multiple.
  - destruct (_ && _) eqn:B; [|discriminate]. injection H as <-. apply andb_true_iff in B. destruct B as [D Z].
    apply (is_defined_spec c env _ C) in D. destruct (without_spec env es E _ D) as [D' V].
    apply (vanishes_in_spec c env) in Z; [|exact C | exact D']. rewrite V, value_instance in Z. unfold given_holds. cbn [fst snd].
    apply sign_of_kind_spec. split; [now apply defined_at_values | exact Z].
Qed.

Fixpoint all_some {A} (l : list (option A)) : option (list A) :=
  match l with
  | [] => Some []
  | Some a :: l => match all_some l with Some l => Some (a :: l) | None => None end
  | None :: _ => None
  end.

Lemma all_some_spec {A} (l : list (option A)) l' a : all_some l = Some l' -> In a l' -> In (Some a) l.
Proof.
  revert l'. induction l as [|[b|] l IH]; cbn; intros l' H K; [injection H as <-; destruct K | | discriminate].
  destruct (all_some l) as [m|]; [|discriminate]. injection H as <-. destruct K as [->|K]; [now left|]. right. now apply (IH m).
Qed.

(** The goal and what is given in the new variables. *)
Definition changed (n : nat) (a : region) (gs : list given) (goal : formula) (ch : change) : option (list given * formula) :=
  let c := context_of n a gs in
  match goal with
  | FRel _ op l r =>
      if forallb (equation_ok c) (equations ch) && forallb (new_variable_ok c) (new_variables ch)
         && is_defined c (difference op l r)
         && matches c (equations ch) (terms_of ch) (difference op l r) (multiplier ch) (new_goal ch)
      then match all_some (map (new_given_of c (equations ch) (terms_of ch)) (new_givens ch)) with
           | Some gs' => Some (gs', sign_of_kind (kind_of op) (new_goal ch))
           | None => None
           end
      else None
  | _ => None
  end.

Lemma new_end_holds c env x : in_context c env -> new_variable_ok c x = true ->
  lower_end_holds (bound_of (new_lower x)) (value env (stands_for x)) /\ upper_end_holds (bound_of (new_upper x)) (value env (stands_for x)).
Proof.
  intros C H. unfold new_variable_ok in H. rewrite !andb_true_iff in H. destruct H as [[_ L] U]. split.
  - destruct (new_lower x) as [e|]; [|exact I]. cbn in *. apply andb_true_iff in L. destruct L as [K S].
    destruct (proj1 sign_spec _ c env _ _ C S) as [_ V]. cbn in V. rewrite (closed_value env [] _ K) in V.
    destruct (end_open e); cbn in *; lra.
  - destruct (new_upper x) as [e|]; [|exact I]. cbn in *. apply andb_true_iff in U. destruct U as [K S].
    destruct (proj1 sign_spec _ c env _ _ C S) as [_ V]. cbn in V. rewrite (closed_value env [] _ K) in V.
    destruct (end_open e); cbn in *; lra.
Qed.

Theorem changed_spec n a gs goal ch gs' goal' env : changed n a gs goal ch = Some (gs', goal') -> at_point n a gs env ->
  let env' := map (value env) (terms_of ch) in
  at_point (length (new_variables ch)) (new_region ch) gs' env' /\ (true_at env' goal' -> true_at env goal).
Proof.
  intros H P. assert (C : in_context (context_of n a gs) env) by now apply context_of_spec. cbv zeta.
  set (c := context_of n a gs) in *. unfold changed in H. fold c in H. destruct goal as [| |cs op l r| |]; try discriminate.
  destruct (_ && _ && _ && _) eqn:B; [|discriminate]. rewrite !andb_true_iff in B. destruct B as [[[Eq Vs] Df] M].
  destruct (all_some _) as [gs0|] eqn:G; [|discriminate]. injection H as <- <-.
  rewrite forallb_forall in Eq, Vs. apply (is_defined_spec c env _ C) in Df.
  assert (E : forall e, In e (equations ch) -> equation_holds env e) by (intros e He; apply (equation_ok_spec c); auto).
  split.
  - split; [unfold terms_of; now rewrite !map_length|]. split.
    + intros v. unfold new_region, terms_of. rewrite map_map.
      destruct (Nat.lt_ge_cases v (length (new_variables ch))) as [L|L].
      * set (f := fun x => (bound_of (new_lower x), bound_of (new_upper x))). set (g := fun x => value env (stands_for x)).
        set (x0 := NewVariable (TZ 0) None None).
        rewrite (nth_indep (map f _) (None, None) (f x0)) by (now rewrite map_length).
        rewrite (nth_indep (map g _) 0 (g x0)) by (now rewrite map_length).
        rewrite !map_nth. unfold f, g. cbn [fst snd]. apply (new_end_holds c env); [exact C|]. apply Vs. now apply nth_In.
      * rewrite nth_overflow by (now rewrite map_length). split; exact I.
    + intros g Hg. apply (all_some_spec _ _ _ G) in Hg. apply in_map_iff in Hg. destruct Hg as [h [Hh _]].
      now apply (new_given_spec c env (equations ch) (terms_of ch) h g C E).
  - intros T. apply sign_of_kind_spec in T. destruct T as [D K].
    assert (Di : defined env (instance (terms_of ch) (new_goal ch))).
    { apply defined_instance; [|exact D]. intros t Ht. unfold terms_of in Ht. apply in_map_iff in Ht. destruct Ht as [x [<- Hx]].
      specialize (Vs x Hx). unfold new_variable_ok in Vs. rewrite !andb_true_iff in Vs. destruct Vs as [[Dx _] _].
      now apply (is_defined_spec c env _ C). }
    destruct (matches_spec c env _ _ _ _ _ C E Df Di M) as [p [Pp V]]. rewrite <- V in K. apply kind_of_multiple in K; [|exact Pp].
    apply difference_defined in Df. cbn [true_at]. split; [apply Df|]. split; [apply Df|]. now apply difference_kind.
Qed.
