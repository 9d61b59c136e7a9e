(** The core language of claims: terms, formulas, claims, and what they mean over the reals.

    A term has a value for every environment, because Coq's functions are total, and a condition [defined] under which
    that is the value the claim speaks of. A formula names the conditions under which its terms are defined, so that [holds]
    reduces to the sentence over [R] that stands in an exported file, word for word. *)

From Coq Require Import Reals ZArith List Bool Lra Lia.
Import ListNotations.
Local Open Scope R_scope.

(** * Terms *)

Inductive unary := Neg | Abs | Sqrt | Sin | Cos | Tan | Asin | Acos | Atan | Exp | Ln.
Inductive binary := Add | Sub | Mul | Div | Min | Max.

Inductive term :=
| TVar (v : nat)
| TZ (z : Z)
| TQ (n : Z) (d : positive)
| TPi
| TUn (f : unary) (a : term)
| TBin (f : binary) (a b : term)
| TPow (a : term) (n : nat)
| TInvPow (a : term) (n : nat).

Definition environment := list R.

Definition unary_value (f : unary) (x : R) : R :=
  match f with
  | Neg => - x | Abs => Rabs x | Sqrt => sqrt x | Sin => sin x | Cos => cos x | Tan => tan x
  | Asin => asin x | Acos => acos x | Atan => atan x | Exp => exp x | Ln => ln x
  end.

Definition binary_value (f : binary) (x y : R) : R :=
  match f with
  | Add => x + y | Sub => x - y | Mul => x * y | Div => x / y | Min => Rmin x y | Max => Rmax x y
  end.

Fixpoint value (env : environment) (t : term) : R :=
  match t with
  | TVar v => nth v env 0
  | TZ z => IZR z
  | TQ n d => IZR n / IZR (Zpos d)
  | TPi => PI
  | TUn f a => unary_value f (value env a)
  | TBin f a b => binary_value f (value env a) (value env b)
  | TPow a n => value env a ^ n
  | TInvPow a n => / (value env a ^ n)
  end.

Definition unary_domain (f : unary) (x : R) : Prop :=
  match f with
  | Neg | Abs | Sin | Cos | Atan | Exp => True
  | Sqrt => 0 <= x
  | Tan => cos x <> 0
  | Asin | Acos => -1 <= x <= 1
  | Ln => 0 < x
  end.

Definition binary_domain (f : binary) (y : R) : Prop :=
  match f with Add | Sub | Mul | Min | Max => True | Div => y <> 0 end.

Fixpoint defined (env : environment) (t : term) : Prop :=
  match t with
  | TVar _ | TZ _ | TQ _ _ | TPi => True
  | TUn f a => defined env a /\ unary_domain f (value env a)
  | TBin f a b => defined env a /\ defined env b /\ binary_domain f (value env b)
  | TPow a _ => defined env a
  | TInvPow a _ => defined env a /\ value env a <> 0
  end.

(** * Equality and an order of terms *)

Definition unary_code (f : unary) : nat :=
  match f with
  | Neg => 0 | Abs => 1 | Sqrt => 2 | Sin => 3 | Cos => 4 | Tan => 5 | Asin => 6 | Acos => 7 | Atan => 8 | Exp => 9
  | Ln => 10
  end.

Definition binary_code (f : binary) : nat :=
  match f with Add => 0 | Sub => 1 | Mul => 2 | Div => 3 | Min => 4 | Max => 5 end.

Definition then_compare (c d : comparison) : comparison := match c with Eq => d | _ => c end.

Definition kind (t : term) : nat :=
  match t with
  | TVar _ => 0 | TZ _ => 1 | TQ _ _ => 2 | TPi => 3 | TUn _ _ => 4 | TBin _ _ _ => 5 | TPow _ _ => 6 | TInvPow _ _ => 7
  end.

Fixpoint compare (s t : term) {struct s} : comparison :=
  match s, t with
  | TVar v, TVar w => Nat.compare v w
  | TZ a, TZ b => Z.compare a b
  | TQ a d, TQ b e => then_compare (Z.compare a b) (Pos.compare d e)
  | TPi, TPi => Eq
  | TUn f a, TUn g b => then_compare (Nat.compare (unary_code f) (unary_code g)) (compare a b)
  | TBin f a b, TBin g c d =>
      then_compare (Nat.compare (binary_code f) (binary_code g)) (then_compare (compare a c) (compare b d))
  | TPow a n, TPow b m => then_compare (Nat.compare n m) (compare a b)
  | TInvPow a n, TInvPow b m => then_compare (Nat.compare n m) (compare a b)
  | _, _ => Nat.compare (kind s) (kind t)
  end.

Lemma then_compare_eq c d : then_compare c d = Eq -> c = Eq /\ d = Eq.
Proof. destruct c; simpl; intuition discriminate. Qed.

Lemma unary_code_inj f g : unary_code f = unary_code g -> f = g.
Proof. destruct f, g; simpl; congruence. Qed.

Lemma binary_code_inj f g : binary_code f = binary_code g -> f = g.
Proof. destruct f, g; simpl; congruence. Qed.

Lemma compare_eq s : forall t, compare s t = Eq -> s = t.
Proof.
  induction s; destruct t; simpl; try discriminate; intros H;
    repeat match goal with
    | H : then_compare _ _ = Eq |- _ => apply then_compare_eq in H; destruct H
    | H : Nat.compare _ _ = Eq |- _ => apply Nat.compare_eq in H
    | H : Z.compare _ _ = Eq |- _ => apply Z.compare_eq in H
    | H : Pos.compare _ _ = Eq |- _ => apply Pos.compare_eq in H
    | H : unary_code _ = unary_code _ |- _ => apply unary_code_inj in H
    | H : binary_code _ = binary_code _ |- _ => apply binary_code_inj in H
    | IH : forall t, compare ?s t = Eq -> _, H : compare ?s _ = Eq |- _ => apply IH in H
    end; congruence.
Qed.

Definition same (s t : term) : bool := match compare s t with Eq => true | _ => false end.

Lemma same_eq s t : same s t = true -> s = t.
Proof. unfold same. destruct (compare s t) eqn:E; try discriminate. intros _. now apply compare_eq. Qed.

(** * Variables *)

Fixpoint occurs (v : nat) (t : term) : bool :=
  match t with
  | TVar w => Nat.eqb v w
  | TZ _ | TQ _ _ | TPi => false
  | TUn _ a | TPow a _ | TInvPow a _ => occurs v a
  | TBin _ a b => occurs v a || occurs v b
  end.

(** No variable but those below [n]. *)
Fixpoint below (n : nat) (t : term) : bool :=
  match t with
  | TVar w => Nat.ltb w n
  | TZ _ | TQ _ _ | TPi => true
  | TUn _ a | TPow a _ | TInvPow a _ => below n a
  | TBin _ a b => below n a && below n b
  end.

Definition closed (t : term) : bool := below 0 t.

(** The environment with another value of one variable. *)
Fixpoint update (env : environment) (v : nat) (x : R) : environment :=
  match env, v with
  | [], _ => []
  | _ :: rest, O => x :: rest
  | y :: rest, S v => y :: update rest v x
  end.

Lemma update_length env : forall v x, length (update env v x) = length env.
Proof. induction env; destruct v; simpl; congruence. Qed.

Lemma nth_update env : forall v w x, (v < length env)%nat ->
  nth w (update env v x) 0 = if Nat.eqb v w then x else nth w env 0.
Proof.
  induction env as [|y env IH]; intros v w x H; simpl in H; [lia|].
  destruct v, w; simpl; auto. apply IH. lia.
Qed.

Lemma update_self env : forall v, update env v (nth v env 0) = env.
Proof. induction env; destruct v; simpl; congruence. Qed.

Lemma update_twice env : forall v x y, update (update env v x) v y = update env v y.
Proof. induction env; destruct v; simpl; intros; f_equal; auto. Qed.

Lemma value_update env v x t : (v < length env)%nat -> occurs v t = false ->
  value (update env v x) t = value env t.
Proof.
  intros L. induction t; simpl; intros O; auto.
  - rewrite nth_update by exact L. now rewrite O.
  - now rewrite IHt.
  - apply orb_false_iff in O. now rewrite IHt1, IHt2.
  - now rewrite IHt.
  - now rewrite IHt.
Qed.

Lemma defined_update env v x t : (v < length env)%nat -> occurs v t = false ->
  (defined (update env v x) t <-> defined env t).
Proof.
  intros L. induction t; simpl; intros O; try tauto.
  - rewrite value_update by assumption. rewrite IHt by assumption. tauto.
  - apply orb_false_iff in O. rewrite value_update by tauto. rewrite IHt1, IHt2 by tauto. tauto.
  - rewrite value_update by assumption. rewrite IHt by assumption. tauto.
Qed.

Lemma closed_value env env' t : closed t = true -> value env t = value env' t.
Proof.
  induction t; simpl; intros C; auto; try discriminate.
  - now rewrite IHt.
  - apply andb_true_iff in C. now rewrite IHt1, IHt2.
  - now rewrite IHt.
  - now rewrite IHt.
Qed.

(** Another term for a variable. *)
Fixpoint substitute (v : nat) (s t : term) : term :=
  match t with
  | TVar w => if Nat.eqb v w then s else t
  | TZ _ | TQ _ _ | TPi => t
  | TUn f a => TUn f (substitute v s a)
  | TBin f a b => TBin f (substitute v s a) (substitute v s b)
  | TPow a n => TPow (substitute v s a) n
  | TInvPow a n => TInvPow (substitute v s a) n
  end.

Lemma value_substitute env v s t : (v < length env)%nat ->
  value env (substitute v s t) = value (update env v (value env s)) t.
Proof.
  intros L. induction t; simpl; try congruence.
  rewrite nth_update by exact L. destruct (Nat.eqb v v0); reflexivity.
Qed.

Lemma defined_substitute env v s t : (v < length env)%nat -> defined env (substitute v s t) ->
  defined (update env v (value env s)) t.
Proof.
  intros L. induction t; simpl; try tauto.
  - rewrite value_substitute by exact L. tauto.
  - rewrite !value_substitute by exact L. tauto.
  - rewrite value_substitute by exact L. tauto.
Qed.

(** Another term for a subterm. *)
Fixpoint exchanged (m s t : term) : term :=
  if same t m then s else
    match t with
    | TVar _ | TZ _ | TQ _ _ | TPi => t
    | TUn f a => TUn f (exchanged m s a)
    | TBin f a b => TBin f (exchanged m s a) (exchanged m s b)
    | TPow a n => TPow (exchanged m s a) n
    | TInvPow a n => TInvPow (exchanged m s a) n
    end.

Lemma value_exchanged env m s t : value env s = value env m -> value env (exchanged m s t) = value env t.
Proof.
  intros E. induction t; cbn [exchanged]; (destruct (same _ m) eqn:S; [apply same_eq in S; congruence|]); cbn [value]; congruence.
Qed.

(** A list of terms for the variables. *)
Fixpoint instance (args : list term) (t : term) : term :=
  match t with
  | TVar w => nth w args (TZ 0)
  | TZ _ | TQ _ _ | TPi => t
  | TUn f a => TUn f (instance args a)
  | TBin f a b => TBin f (instance args a) (instance args b)
  | TPow a n => TPow (instance args a) n
  | TInvPow a n => TInvPow (instance args a) n
  end.

Lemma value_instance env args t : value env (instance args t) = value (map (value env) args) t.
Proof.
  induction t; simpl; try congruence.
  change 0 with (value env (TZ 0)). now rewrite map_nth.
Qed.

(** * Formulas *)

(** Conditions of definedness, as they are written out. *)
Inductive condition :=
| Nonzero (t : term)
| Nonnegative (t : term)
| Positive (t : term)
| CosNonzero (t : term)
| Unit (t : term).

Definition condition_holds (env : environment) (c : condition) : Prop :=
  match c with
  | Nonzero t => value env t <> 0
  | Nonnegative t => 0 <= value env t
  | Positive t => 0 < value env t
  | CosNonzero t => cos (value env t) <> 0
  | Unit t => -1 <= value env t <= 1
  end.

Inductive comparison_sign := Less | LessEqual | Equal | NotEqual | GreaterEqual | Greater.

Definition compares (op : comparison_sign) (x y : R) : Prop :=
  match op with
  | Less => x < y | LessEqual => x <= y | Equal => x = y | NotEqual => x <> y | GreaterEqual => x >= y | Greater => x > y
  end.

Inductive formula :=
| FTrue
| FFalse
| FRel (conditions : list condition) (op : comparison_sign) (l r : term)
| FAnd (fs : list formula)
| FOr (fs : list formula).

Lemma formula_induction (P : formula -> Prop) : P FTrue -> P FFalse ->
  (forall cs op l r, P (FRel cs op l r)) ->
  (forall fs, (forall f, In f fs -> P f) -> P (FAnd fs)) ->
  (forall fs, (forall f, In f fs -> P f) -> P (FOr fs)) -> forall f, P f.
Proof.
  intros HT HF HR HA HO. fix go 1. intros [| |cs op l r|fs|fs].
  - exact HT.
  - exact HF.
  - apply HR.
  - apply HA. induction fs as [|g fs IH]; intros f H; [destruct H|].
    destruct H as [<-|H]; [apply go | exact (IH f H)].
  - apply HO. induction fs as [|g fs IH]; intros f H; [destruct H|].
    destruct H as [<-|H]; [apply go | exact (IH f H)].
Qed.

Fixpoint and_conditions env (cs : list condition) (P : Prop) : Prop :=
  match cs with [] => P | c :: cs => condition_holds env c /\ and_conditions env cs P end.

Fixpoint if_conditions env (cs : list condition) (P : Prop) : Prop :=
  match cs with [] => P | c :: cs => condition_holds env c -> if_conditions env cs P end.

Section Lists.
  Context {A : Type} (P : A -> Prop).

  Fixpoint all_of (l : list A) : Prop :=
    match l with
    | [] => True
    | a :: l => match l with [] => P a | _ :: _ => P a /\ all_of l end
    end.

  Fixpoint some_of (l : list A) : Prop :=
    match l with
    | [] => False
    | a :: l => match l with [] => P a | _ :: _ => P a \/ some_of l end
    end.
End Lists.

(** True: every term is defined, and the formula holds. *)
Fixpoint concluded (env : environment) (f : formula) : Prop :=
  match f with
  | FTrue => True
  | FFalse => False
  | FRel cs op l r => and_conditions env cs (compares op (value env l) (value env r))
  | FAnd fs => all_of (concluded env) fs
  | FOr fs => some_of (concluded env) fs
  end.

(** Not false: true, or undefined. *)
Fixpoint assumed (env : environment) (f : formula) : Prop :=
  match f with
  | FTrue => True
  | FFalse => False
  | FRel cs op l r => if_conditions env cs (compares op (value env l) (value env r))
  | FAnd fs => all_of (assumed env) fs
  | FOr fs => some_of (assumed env) fs
  end.

(** * Claims *)

Record bound := Bound { at_ : term; open : bool; bound_conditions : list condition }.

Record variable := Ranging { integer : bool; lower : option bound; upper : option bound }.

Record claim := Claim {
  variables : list variable;
  hypotheses : list formula;
  goal : formula
}.

Definition lower_end (v : nat) (b : bound) : formula :=
  FRel (bound_conditions b) (if open b then Less else LessEqual) (at_ b) (TVar v).
Definition upper_end (v : nat) (b : bound) : formula :=
  FRel (bound_conditions b) (if open b then Less else LessEqual) (TVar v) (at_ b).

(** Both ends of the domain of variable [v], as assumptions. *)
Definition ends (v : nat) (x : variable) : list formula :=
  match lower x with Some b => [lower_end v b] | None => [] end
  ++ match upper x with Some b => [upper_end v b] | None => [] end.

Fixpoint all_ends (v : nat) (xs : list variable) : list formula :=
  match xs with [] => [] | x :: xs => ends v x ++ all_ends (S v) xs end.

(** The variables that are integers. *)
Fixpoint integers (v : nat) (xs : list variable) : list nat :=
  match xs with
  | [] => []
  | x :: xs => if integer x then v :: integers (S v) xs else integers (S v) xs
  end.

Fixpoint if_integers env (vs : list nat) (P : Prop) : Prop :=
  match vs with [] => P | v :: vs => (exists z : Z, nth v env 0 = IZR z) -> if_integers env vs P end.

Fixpoint if_all env (fs : list formula) (P : Prop) : Prop :=
  match fs with [] => P | f :: fs => assumed env f -> if_all env fs P end.

Fixpoint for_all (n : nat) (before : list R) (P : environment -> Prop) : Prop :=
  match n with
  | O => P (rev before)
  | S n => forall x : R, for_all n (x :: before) P
  end.

(** The claim as a sentence over the reals: wherever no assumption is false, the goal is defined and true. *)
Definition holds (c : claim) : Prop :=
  for_all (length (variables c)) [] (fun env =>
    if_integers env (integers 0 (variables c))
      (if_all env (all_ends 0 (variables c) ++ hypotheses c) (concluded env (goal c)))).

Lemma for_all_intro n (P : environment -> Prop) : forall before,
  (forall env, length env = (length before + n)%nat -> P env) -> for_all n before P.
Proof.
  induction n as [|n IH]; simpl; intros before H.
  - apply H. rewrite rev_length. lia.
  - intros x. apply IH. simpl. intros env L. apply H. lia.
Qed.

Lemma for_all_elim n (P : environment -> Prop) : forall before env, for_all n before P -> length env = n -> P (rev before ++ env).
Proof.
  induction n as [|n IH]; simpl; intros before env H L.
  - destruct env; [|discriminate]. now rewrite app_nil_r.
  - destruct env as [|x env]; [discriminate|]. injection L as L.
    specialize (IH (x :: before) env (H x) L). simpl in IH. now rewrite <- app_assoc in IH.
Qed.

Lemma if_integers_intro env (P : Prop) vs :
  ((forall v, In v vs -> exists z : Z, nth v env 0 = IZR z) -> P) -> if_integers env vs P.
Proof.
  induction vs as [|v vs IH]; simpl; intros H; [apply H; tauto|].
  intros Hv. apply IH. intros Hvs. apply H. intros w [<-|Hw]; auto.
Qed.

Lemma if_integers_elim env (P : Prop) vs : if_integers env vs P ->
  (forall v, In v vs -> exists z : Z, nth v env 0 = IZR z) -> P.
Proof. induction vs as [|v vs IH]; simpl; auto. Qed.

Lemma if_all_intro env (P : Prop) fs :
  ((forall f, In f fs -> assumed env f) -> P) -> if_all env fs P.
Proof.
  induction fs as [|f fs IH]; simpl; intros H; [apply H; tauto|].
  intros Hf. apply IH. intros Hfs. apply H. intros g [<-|Hg]; auto.
Qed.

Lemma if_all_elim env (P : Prop) fs : if_all env fs P -> (forall f, In f fs -> assumed env f) -> P.
Proof. induction fs as [|f fs IH]; simpl; auto. Qed.

Lemma all_of_iff {A} (P : A -> Prop) l : all_of P l <-> (forall a, In a l -> P a).
Proof.
  induction l as [|a [|b l] IH]; simpl in *.
  - tauto.
  - split; [intros H c [<-|[]]; exact H | intros H; apply H; auto].
  - rewrite IH. split; [intros [H K] c [<-|Hc]; auto | intros H; split; [|intros c Hc]; apply H; auto].
Qed.

Lemma some_of_iff {A} (P : A -> Prop) l : some_of P l <-> (exists a, In a l /\ P a).
Proof.
  induction l as [|a [|b l] IH]; simpl in *.
  - split; [tauto | intros [a [[] _]]].
  - split; [intros H; exists a; auto | intros [c [[<-|[]] H]]; exact H].
  - rewrite IH. split.
    + intros [H|[c [H K]]]; [exists a; auto | exists c; auto].
    + intros [c [[<-|H] K]]; [left; exact K | right; exists c; auto].
Qed.

Lemma and_conditions_iff env (P : Prop) cs :
  and_conditions env cs P <-> (forall c, In c cs -> condition_holds env c) /\ P.
Proof.
  induction cs as [|c cs IH]; simpl; [tauto|]. rewrite IH. split.
  - intros [H [K L]]. split; [intros d [<-|Hd]; auto | exact L].
  - intros [H K]. repeat split; auto.
Qed.

Lemma if_conditions_iff env (P : Prop) cs :
  if_conditions env cs P <-> ((forall c, In c cs -> condition_holds env c) -> P).
Proof.
  induction cs as [|c cs IH]; simpl.
  { split; [auto | intros H; apply H; tauto]. }
  rewrite IH. split.
  - intros H K. apply H; auto.
  - intros H Hc K. apply H. intros d [<-|Hd]; auto.
Qed.
